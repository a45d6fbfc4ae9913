import ApusModel

/// The weights of a convolution, a row for each output channel, times four windows.
struct ChannelRows {
  private let constants: ChannelConstants
  private let taps: Int
  /// From an output to the same channel's at the next position.
  private let step: Int
  private let scale: OutputScale

  init(_ body: ConvolutionRecord, taps: Int) {
    (constants, self.taps, step) = (body.constants, taps, body.output.channels)
    scale = OutputScale(
      constants, zeroPoint: body.output.zeroPoint, low: body.clampLow, high: body.clampHigh)
  }

  /// Writes the outputs of some channels at four positions, or fewer: windows that are not there are the last one's
  /// again.
  /// - Parameters:
  ///   - patches: the windows.
  ///   - count: of positions; at least 1.
  @inline(never)
  func multiply(
    _ patches: UnsafePointer<UInt32>, channels: Range<Int>, count: Int,
    into target: UnsafeMutablePointer<Int8>
  ) {
    var weights = constants.weights + channels.lowerBound &* taps
    let groups = (taps &+ 3) &>> 2
    let (shortest, offset) = (scale.shortest, scale.offset)
    let places = (min(1, count &- 1) &* step, min(2, count &- 1) &* step, min(3, count &- 1) &* step)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4) { sums in
      guard let sums = sums.baseAddress else { return }
      for channel in channels {
        let bias = constants.bias(channel)
        (sums[0], sums[1], sums[2], sums[3]) = (bias, bias, bias, bias)
        PairProducts.addFourInputs(weights, patches, groups: groups, to: sums)
        weights += taps
        let place = target + channel
        let factor = constants.factor(channel)
        if factor.multiplier != 0, factor.shift < shortest {
          let channelScale = ChannelScale(factor)
          place[0] = channelScale.finished(sums[0], offset: offset)
          place[places.0] = channelScale.finished(sums[1], offset: offset)
          place[places.1] = channelScale.finished(sums[2], offset: offset)
          place[places.2] = channelScale.finished(sums[3], offset: offset)
        } else {
          finishSlowly(sums, channel: channel, count: count, into: place)
        }
      }
    }
  }

  @inline(never)
  private func finishSlowly(
    _ sums: UnsafePointer<Int32>, channel: Int, count: Int, into target: UnsafeMutablePointer<Int8>
  ) {
    for index in 0..<count { target[index &* step] = scale.finishedSlowly(sums[index], channel: channel) }
  }
}
