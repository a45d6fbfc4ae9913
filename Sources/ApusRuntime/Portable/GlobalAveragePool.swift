import ApusModel

extension GlobalAveragePoolRecord: Kernel {
  /// The sum over all positions, then one multiplication that rescales and divides, as in TFLite Micro's int8 MEAN.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (channels, positions) = (input.channels, input.positions)
    let offset = Int32(truncatingIfNeeded: positions) &* input.zeroPoint
    let target = arena + output.offset
    for channel in 0..<channels {
      var sum: Int32 = 0
      var element = arena + (input.offset &+ channel)
      for _ in 0..<positions {
        sum = sum &+ Int32(element.pointee)
        element += channels
      }
      target[channel] = clamped(factor.applied(to: sum &- offset) &+ output.zeroPoint, clampLow, clampHigh)
    }
  }
}
