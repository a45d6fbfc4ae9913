import ApusModel

/// From a channel's accumulator to its output in six instructions: the requantization of `FixedPointMultiplier.applied`,
/// the zero point and int8's own clamp, for the factors below a half that practically all channels have.
///
/// With `m` in `[2³⁰, 2³¹)`, `h = (acc · m + 2³⁰) >> 31 = acc + ((acc · (2m − 2³²) + 2³¹) >> 32)`, one SMMLAR, for every
/// accumulator. `h / 2^s` rounded half away from zero is `(h − [h < 0] + 2^(s−1)) >> s`, in two steps lest the
/// sum overflow: `(((h − [h < 0]) >> (s − 1)) + 1) >> 1`, and the zero point comes in between.
struct ChannelScale {
  private let multiplier: Int32
  private let shift: Int32
  private let factor: FixedPointMultiplier

  /// Whether the six instructions do: the factor is below a half and not 0, and there is no narrower clamp.
  let isShort: Bool

  /// - Parameters:
  ///   - low: the clamp's lower bound.
  ///   - high: the clamp's upper bound.
  @inline(__always)
  init(_ constants: ChannelConstants, channel: Int, low: Int32, high: Int32) {
    factor = FixedPointMultiplier(
      multiplier: constants.multipliers[channel], shift: Int32(constants.shifts[channel]))
    multiplier = factor.multiplier &<< 1
    shift = (0 &- factor.shift &- 1) & 31
    isShort = factor.shift < 0 && factor.multiplier != 0 && high &- low == 255
  }

  /// - Parameter offset: `2 · zeroPoint + 1` of the output.
  @inline(__always)
  func finished(_ sum: Int32, offset: Int32) -> Int8 {
    let scaled = DSP.roundedHighProduct(sum, multiplier, plus: sum)
    let halved = (scaled &+ (scaled &>> 31)) &>> shift
    return clamped((halved &+ offset) &>> 1, -128, 127)
  }

  /// The same for any factor and clamp.
  @inline(__always)
  func finishedSlowly(_ sum: Int32, zeroPoint: Int32, _ low: Int32, _ high: Int32) -> Int8 {
    clamped(factor.applied(to: sum) &+ zeroPoint, low, high)
  }
}
