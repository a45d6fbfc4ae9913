import ApusModel

extension DenseRecord {
  /// Bytes of scratch memory: the input, expanded.
  package var pairScratchBytes: Int { 2 &* ((input.count &+ 3) & ~3) }

  /// The input expanded into pairs, then four rows of weights at a time. The last four begin earlier where they would
  /// end late, and are computed again; fewer than four are one row four times.
  /// - Parameter scratch: `pairScratchBytes` bytes, starting at a multiple of 4.
  package func runInPairs(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    let features = input.count
    let expanded = scratch.assumingMemoryBound(to: UInt32.self)
    _ = PairExpansion(zeroPoint: input.zeroPoint).expand(
      arena + input.offset, count: features, into: expanded, stride: PairExpansion.consecutive)
    let scale = OutputScale(constants, zeroPoint: output.zeroPoint, low: clampLow, high: clampHigh)
    let offset = scale.offset
    let step = output.channels >= 4 ? 1 : 0
    var channel = 0
    while channel < output.channels {
      let first = step == 1 ? min(channel, output.channels &- 4) : channel
      let bias = constants.bias + first
      let sums = PairProducts.fourRows(
        constants.weights + first &* features, step: step &* features, expanded, groups: (features &+ 3) &>> 2,
        plus: (bias[0], bias[step], bias[2 &* step], bias[3 &* step]))
      let target = arena + (output.offset &+ first)
      func finish(_ index: Int, _ sum: Int32) {
        let place = index &* step
        target[place] =
          scale.isShort
          ? ChannelScale(constants, channel: first &+ place).finished(sum, offset: offset)
          : scale.finished(sum, channel: first &+ place)
      }
      finish(0, sums.0)
      finish(1, sums.1)
      finish(2, sums.2)
      finish(3, sums.3)
      channel &+= 3 &* step &+ 1
    }
  }
}
