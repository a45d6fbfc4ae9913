import ApusModel

extension LogSoftmaxRecord: Kernel {
  /// TFLite's int8 LOG_SOFTMAX: the sum of exponentials of the differences from the largest input as Q12.19, its logarithm
  /// as Q5.26, which is taken off each difference. TFLite knows outputs of 4 fraction bits alone.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    for position in 0..<input.positions {
      runPosition(
        UnsafePointer(arena + (input.offset &+ position &* input.channels)),
        into: arena + (output.offset &+ position &* input.channels))
    }
  }

  private func runPosition(_ values: UnsafePointer<Int8>, into target: UnsafeMutablePointer<Int8>) {
    let channels = input.channels
    var largest = Int8.min
    for channel in 0..<channels { largest = max(largest, values[channel]) }
    var sum: Int32 = 0
    for channel in 0..<channels {
      let difference = Int32(values[channel]) &- Int32(largest)
      guard difference >= smallestDifference else { continue }
      let exponential = FixedPoint.exponential(factor.applied(to: difference), integerBits: 5)
      sum = sum &+ roundingShift(exponential, right: 12)
    }
    let logarithm = FixedPoint.logarithm(sum)
    // Differences below this leave Q5.26 when the logarithm is taken off.
    let end = max(smallestDifference &- 1, reverseFactor.applied(to: logarithm &+ Int32.min))
    let surplus = 26 &- fractionBits
    for channel in 0..<channels {
      let difference = Int32(values[channel]) &- Int32(largest)
      guard difference > end else {
        target[channel] = .min
        continue
      }
      let scaled = roundingShift(factor.applied(to: difference) &- logarithm, right: surplus)
      target[channel] = clamped(scaled &+ 127, -128, 127)
    }
  }
}
