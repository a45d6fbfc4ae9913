import ApusModel

extension GlobalAveragePoolRecord {
  /// Channels computed at a time: 128 bytes of stack.
  private static var channelBlock: Int { 32 }

  /// The sum over all positions, then one multiplication that rescales and divides, as in TFLite Micro's
  /// int8 MEAN.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.channelBlock) { sums in
      guard let sums = sums.baseAddress else { return }
      let channels = input.channels
      let positions = input.positions
      let offset = Int32(truncatingIfNeeded: positions) &* input.zeroPoint
      let target = arena + output.offset
      var first = 0
      while first < channels {
        let count = min(Self.channelBlock, channels &- first)
        for index in 0..<count { sums[index] = 0 }
        for position in 0..<positions {
          let values = arena + (input.offset &+ position &* channels &+ first)
          for index in 0..<count { sums[index] = sums[index] &+ Int32(values[index]) }
        }
        for index in 0..<count {
          let scaled = factor.applied(to: sums[index] &- offset)
          target[first &+ index] = clamped(scaled &+ output.zeroPoint, clampLow, clampHigh)
        }
        first &+= count
      }
    }
  }
}
