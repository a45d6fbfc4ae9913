import ApusModel

extension DenseRecord {
  /// Bytes of scratch memory: the input, expanded.
  package var pairScratchBytes: Int { 2 &* ((input.count &+ 3) & ~3) }

  /// The input expanded into pairs, then four rows of weights at a time.
  /// - Parameter scratch: `pairScratchBytes` bytes, starting at a multiple of 4.
  package func runInPairs(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    let features = input.count
    let expanded = scratch.assumingMemoryBound(to: UInt32.self)
    _ = PairExpansion(zeroPoint: input.zeroPoint).expand(
      arena + input.offset, count: features, into: expanded, stride: PairExpansion.consecutive)
    let offset = 2 &* output.zeroPoint &+ 1
    let target = arena + output.offset
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4) { sums in
      guard let sums = sums.baseAddress else { return }
      var first = 0
      while first < output.channels {
        // The last four begin earlier where they would end late: some are computed twice. Fewer than four are one
        // row four times.
        let isFew = output.channels &- first < 4
        let start = isFew && output.channels >= 4 ? output.channels &- 4 : first
        let count = isFew && output.channels < 4 ? 1 : 4
        for index in 0..<4 { sums[index] = constants.bias[start &+ (count == 4 ? index : 0)] }
        PairProducts.fourRows(
          constants.weights + start &* features, step: count == 4 ? features : 0, expanded,
          groups: (features &+ 3) &>> 2, into: sums)
        for index in 0..<count {
          let channel = start &+ index
          let scale = ChannelScale(constants, channel: channel, low: clampLow, high: clampHigh)
          target[channel] =
            scale.isShort
            ? scale.finished(sums[index], offset: offset)
            : scale.finishedSlowly(sums[index], zeroPoint: output.zeroPoint, clampLow, clampHigh)
        }
        first = start &+ count
      }
    }
  }
}
