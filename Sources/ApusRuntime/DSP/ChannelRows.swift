import ApusModel

/// The weights of a convolution, a row for each output channel, and what becomes of the sums.
struct ChannelRows {
  private let constants: ChannelConstants
  private let taps: Int
  /// From an output to the one of the next position.
  private let step: Int
  private let zeroPoint: Int32
  private let low: Int32
  private let high: Int32

  init(_ body: ConvolutionRecord, taps: Int) {
    (constants, self.taps, step) = (body.constants, taps, body.output.channels)
    (zeroPoint, low, high) = (body.output.zeroPoint, body.clampLow, body.clampHigh)
  }

  /// The outputs of some channels at `count` of four positions.
  @inline(never)
  func multiply(
    _ patches: UnsafePointer<UInt32>, channels: Range<Int>, count: Int, into target: UnsafeMutablePointer<Int8>
  ) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4) { sums in
      guard let sums = sums.baseAddress else { return }
      let end = sums + count
      for channel in channels {
        PairProducts.fourInputs(
          constants.weights + channel &* taps, patches, groups: (taps &+ 3) &>> 2, plus: constants.bias[channel],
          into: sums)
        let scale = ChannelScale(constants, channel: channel, low: low, high: high)
        var place = target + channel
        var sum = sums
        if scale.isShort {
          let offset = 2 &* zeroPoint &+ 1
          repeat {
            place.pointee = scale.finished(sum.pointee, offset: offset)
            place += step
            sum += 1
          } while sum != end
        } else {
          repeat {
            place.pointee = scale.finishedSlowly(sum.pointee, zeroPoint: zeroPoint, low, high)
            place += step
            sum += 1
          } while sum != end
        }
      }
    }
  }
}
