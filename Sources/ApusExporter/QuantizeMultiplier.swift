import ApusModel

extension FixedPointMultiplier {
  /// A real factor as a Q31 fraction and a power of two: TFLite's `QuantizeMultiplier`
  /// (`quantization_util.cc`), bit for bit. Factors below 2⁻³² become 0.
  /// - Parameter factor: not negative and finite; nil is returned for anything else, or where the shift
  ///   needs more than 8 bits.
  package init?(_ factor: Double) {
    guard factor >= 0, factor.isFinite else { return nil }
    guard factor > 0 else {
      self.init(multiplier: 0, shift: 0)
      return
    }
    // significand is in [1, 2), TFLite's fraction in [1/2, 1).
    var shift = Int(factor.exponent) + 1
    var fraction = Int64((factor.significand * 0x1p30).rounded(.toNearestOrAwayFromZero))
    if fraction == 1 << 31 {
      fraction /= 2
      shift += 1
    }
    if shift < -31 {
      fraction = 0
      shift = 0
    }
    guard let shift = Int8(exactly: shift) else { return nil }
    self.init(multiplier: Int32(fraction), shift: Int32(shift))
  }
}
