import ApusModel

/// The weights of a convolution, a row for each output channel, times four windows.
struct ChannelRows {
  private let constants: ChannelConstants
  private let taps: Int
  private let scale: OutputScale

  init(_ body: ConvolutionRecord, taps: Int) {
    (constants, self.taps) = (body.constants, taps)
    scale = OutputScale(
      constants, zeroPoint: body.output.zeroPoint, low: body.clampLow, high: body.clampHigh)
  }

  /// Writes the outputs of some channels at four positions.
  /// - Parameters:
  ///   - patches: the windows.
  ///   - places: where the outputs of the second to the fourth position are, from those of the first on.
  @inline(never)
  func multiply(
    _ patches: UnsafePointer<UInt32>, channels: Range<Int>, into target: UnsafeMutablePointer<Int8>,
    _ places: (Int, Int, Int)
  ) {
    var weights = constants.weights + channels.lowerBound &* taps
    let groups = (taps &+ 3) &>> 2
    let offset = scale.offset
    for channel in channels {
      let (a, b, c, d) = PairProducts.fourInputs(weights, patches, groups: groups, plus: constants.bias[channel])
      weights += taps
      let place = target + channel
      if scale.isShort {
        let channelScale = ChannelScale(constants, channel: channel)
        place[0] = channelScale.finished(a, offset: offset)
        place[places.0] = channelScale.finished(b, offset: offset)
        place[places.1] = channelScale.finished(c, offset: offset)
        place[places.2] = channelScale.finished(d, offset: offset)
      } else {
        place[0] = scale.finished(a, channel: channel)
        place[places.0] = scale.finished(b, channel: channel)
        place[places.1] = scale.finished(c, channel: channel)
        place[places.2] = scale.finished(d, channel: channel)
      }
    }
  }
}
