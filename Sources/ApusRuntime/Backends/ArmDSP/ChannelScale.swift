import ApusModel

/// From a channel's accumulator to its output in five instructions: the requantization of `FixedPointMultiplier.applied`,
/// the zero point and int8's own clamp, for the factors that practically all channels have: below a half and not 0.
///
/// With `m` in `[2³⁰, 2³¹)`, `h = (acc · m + 2³⁰) >> 31 = acc + ((acc · (2m − 2³²) + 2³¹) >> 32)`, one SMMLAR, for every
/// accumulator. `h / 2^s` rounded half away from zero is `(h − [h < 0] + 2^(s−1)) >> s`, in two steps lest the
/// sum overflow: `(((h − [h < 0]) >> (s − 1)) + 1) >> 1`, and the zero point comes in between.
struct ChannelScale {
  private let multiplier: Int32
  private let shift: Int32

  /// - Precondition: the shift is negative and the multiplier is not 0.
  @inline(__always)
  init(_ factor: FixedPointMultiplier) {
    multiplier = factor.multiplier &<< 1
    shift = ~factor.shift & 31
  }

  /// - Parameter offset: `2 · zeroPoint + 1` of the output.
  @inline(__always)
  func finished(_ sum: Int32, offset: Int32) -> Int8 {
    let scaled = ArmDSP.roundedHighProduct(sum, multiplier, plus: sum)
    let halved = (scaled &+ (scaled &>> 31)) &>> shift
    return clamped((halved &+ offset) &>> 1, -128, 127)
  }
}

/// The output's zero point and clamp.
struct OutputScale {
  private let constants: ChannelConstants
  private let zeroPoint: Int32
  private let low: Int32
  private let high: Int32
  /// What `ChannelScale.finished` takes.
  let offset: Int32
  /// `ChannelScale` serves a channel whose shift is below this and whose multiplier is not 0: factors below a half, where
  /// the clamp is int8's own.
  let shortest: Int32

  @inline(__always)
  init(_ constants: ChannelConstants, zeroPoint: Int32, low: Int32, high: Int32) {
    (self.constants, self.zeroPoint, self.low, self.high) = (constants, zeroPoint, low, high)
    offset = 2 &* zeroPoint &+ 1
    shortest = high &- low == 255 ? 0 : -128
  }

  /// Writes the outputs of neighboring channels, at least one, from sums to which the biases are added.
  @inline(__always)
  func finish(_ sums: UnsafePointer<Int32>, channels: Range<Int>, into target: UnsafeMutablePointer<Int8>) {
    var channel = channels.lowerBound
    repeat {
      channel = finishShort(
        sums + (channel &- channels.lowerBound), channel..<channels.upperBound, into: target)
      guard channel < channels.upperBound else { return }
      let sum = sums[channel &- channels.lowerBound] &+ constants.bias(channel)
      target[channel] = finishedSlowly(sum, channel: channel)
      channel &+= 1
    } while channel < channels.upperBound
  }

  /// Writes the outputs of channels as long as `ChannelScale` serves them. A function of its own, which has all registers.
  /// - Returns: the first channel that it does not serve, or the end.
  @inline(never)
  private func finishShort(
    _ sums: UnsafePointer<Int32>, _ channels: Range<Int>, into target: UnsafeMutablePointer<Int8>
  ) -> Int {
    guard shortest == 0 else { return channels.lowerBound }
    let sums = sums - channels.lowerBound
    let offset = offset
    var channel = channels.lowerBound
    repeat {
      let factor = constants.factor(channel)
      guard factor.multiplier != 0, factor.shift < 0 else { break }
      target[channel] = ChannelScale(factor).finished(
        sums[channel] &+ constants.bias(channel), offset: offset)
      channel &+= 1
    } while channel != channels.upperBound
    return channel
  }

  /// The output of a sum, whatever the channel's factor is and the clamp.
  @inline(__always)
  func finishedSlowly(_ sum: Int32, channel: Int) -> Int8 {
    finishedSlowly(sum, constants.factor(channel))
  }

  /// The output of a sum, whatever the factor is and the clamp.
  @inline(never)
  private func finishedSlowly(_ sum: Int32, _ factor: FixedPointMultiplier) -> Int8 {
    clamped(factor.applied(to: sum) &+ zeroPoint, low, high)
  }
}
