import ApusModel

extension SoftmaxRecord: Kernel {
  /// TFLite's int8 softmax: exponentials of the differences from the largest input as Q0.31, their sum as
  /// Q12.19, and one reciprocal for each position.
  func run(in arena: UnsafeMutablePointer<Int8>) { run(in: arena, exponential: exponential) }

  /// The same with another way to the exponentials of differences, `−255 … 0`, from the largest input.
  @inline(__always)
  func run(in arena: UnsafeMutablePointer<Int8>, exponential: (Int32) -> Int32) {
    for position in 0..<input.positions {
      runPosition(
        UnsafePointer(arena + (input.offset &+ position &* input.channels)),
        into: arena + (output.offset &+ position &* input.channels), exponential: exponential)
    }
  }

  @inline(__always)
  private func runPosition(
    _ values: UnsafePointer<Int8>, into target: UnsafeMutablePointer<Int8>, exponential: (Int32) -> Int32
  ) {
    let channels = input.channels
    var largest = Int8.min
    for channel in 0..<channels { largest = max(largest, values[channel]) }

    var sum: Int32 = 0
    for channel in 0..<channels {
      let difference = Int32(values[channel]) &- Int32(largest)
      sum = sum &+ roundingShift(exponential(difference), right: 12)
    }
    // The largest input's own exponential is 1, so that the sum is at least 2¹⁹ and at most 4095 · 2¹⁹.
    let headroom = Int32(truncatingIfNeeded: sum.leadingZeroBitCount)
    let fraction = Int32(bitPattern: (UInt32(bitPattern: sum) &<< UInt32(headroom)) &- (1 << 31))
    let reciprocal = FixedPoint.reciprocalOfOnePlus(fraction)
    let exponent = 12 &- headroom &+ 23

    for channel in 0..<channels {
      let difference = Int32(values[channel]) &- Int32(largest)
      let probability = FixedPoint.multiply(reciprocal, exponential(difference))
      // Shifting a Q0.31 number by more than 31 leaves less than a half.
      let rounded = exponent > 31 ? 0 : roundingShift(probability, right: exponent)
      target[channel] = clamped(rounded &- 128, clampLow, clampHigh)
    }
  }

  /// `exp(difference)` as Q0.31; 0 where that is too small.
  @inline(__always)
  func exponential(_ difference: Int32) -> Int32 {
    difference < smallestDifference
      ? 0 : FixedPoint.exponential(factor.applied(to: difference), integerBits: 5)
  }
}
