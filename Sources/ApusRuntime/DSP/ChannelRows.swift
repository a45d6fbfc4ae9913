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
    let (shortest, offset) = (scale.shortest, scale.offset)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4) { sums in
      guard let sums = sums.baseAddress else { return }
      for channel in channels {
        let bias = constants.bias[channel]
        (sums[0], sums[1], sums[2], sums[3]) = (bias, bias, bias, bias)
        PairProducts.addFourInputs(weights, patches, groups: groups, to: sums)
        weights += taps
        let place = target + channel
        let (multiplier, shift) = (constants.multipliers[channel], constants.shifts[channel])
        if multiplier != 0, shift < shortest {
          let channelScale = ChannelScale(multiplier: multiplier, shift: shift)
          place[0] = channelScale.finished(sums[0], offset: offset)
          place[places.0] = channelScale.finished(sums[1], offset: offset)
          place[places.1] = channelScale.finished(sums[2], offset: offset)
          place[places.2] = channelScale.finished(sums[3], offset: offset)
        } else {
          place[0] = scale.finishedSlowly(sums[0], channel: channel)
          place[places.0] = scale.finishedSlowly(sums[1], channel: channel)
          place[places.1] = scale.finishedSlowly(sums[2], channel: channel)
          place[places.2] = scale.finishedSlowly(sums[3], channel: channel)
        }
      }
    }
  }
}
