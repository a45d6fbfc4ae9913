import ApusModel

/// From a channel's accumulator to its output in five instructions: the requantization of `FixedPointMultiplier.applied`,
/// the zero point and int8's own clamp, for the factors that practically all channels have: below a half, or 0.
///
/// With `m` in `[2³⁰, 2³¹)`, `h = (acc · m + 2³⁰) >> 31 = acc + ((acc · (2m − 2³²) + 2³¹) >> 32)`, one SMMLAR, for every
/// accumulator. `h / 2^s` rounded half away from zero is `(h − [h < 0] + 2^(s−1)) >> s`, in two steps lest the
/// sum overflow: `(((h − [h < 0]) >> (s − 1)) + 1) >> 1`, and the zero point comes in between. For `m = 0` half the
/// accumulator is shifted by 31, which leaves nothing.
struct ChannelScale {
  private let multiplier: Int32
  private let shift: Int32

  /// - Precondition: `isShort` for the channel.
  @inline(__always)
  init(_ constants: ChannelConstants, channel: Int) {
    self.init(multiplier: constants.multipliers[channel], shift: constants.shifts[channel])
  }

  /// - Precondition: the multiplier is 0, or the shift negative.
  @inline(__always)
  init(multiplier: Int32, shift: Int8) {
    let doubled = multiplier &<< 1
    self.multiplier = doubled == 0 ? .min : doubled
    self.shift = doubled == 0 ? 31 : ~Int32(shift) & 31
  }

  /// Whether a channel's factor is below a half.
  @inline(__always)
  static func isShort(_ constants: ChannelConstants, channel: Int) -> Bool {
    constants.shifts[channel] < 0 || constants.multipliers[channel] == 0
  }

  /// - Parameter offset: `2 · zeroPoint + 1` of the output.
  @inline(__always)
  func finished(_ sum: Int32, offset: Int32) -> Int8 {
    let scaled = DSP.roundedHighProduct(sum, multiplier, plus: sum)
    let halved = (scaled &+ (scaled &>> 31)) &>> shift
    return clamped((halved &+ offset) &>> 1, -128, 127)
  }
}

/// The output's zero point and clamp, and whether all channels have short scales.
struct OutputScale {
  private let constants: ChannelConstants
  private let zeroPoint: Int32
  private let low: Int32
  private let high: Int32
  /// Whether `ChannelScale` serves all channels.
  let isShort: Bool

  init(_ constants: ChannelConstants, zeroPoint: Int32, low: Int32, high: Int32) {
    (self.constants, self.zeroPoint, self.low, self.high) = (constants, zeroPoint, low, high)
    var channel = 0
    while channel < constants.channels, ChannelScale.isShort(constants, channel: channel) { channel &+= 1 }
    isShort = channel == constants.channels && high &- low == 255
  }

  /// What `ChannelScale.finished` takes.
  var offset: Int32 { 2 &* zeroPoint &+ 1 }

  /// The output of a sum, whatever the channel's factor is and the clamp.
  @inline(never)
  func finishedSlowly(_ sum: Int32, channel: Int) -> Int8 {
    let factor = FixedPointMultiplier(
      multiplier: constants.multipliers[channel], shift: Int32(constants.shifts[channel]))
    return clamped(factor.applied(to: sum) &+ zeroPoint, low, high)
  }
}
