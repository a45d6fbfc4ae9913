import ApusModel

extension FixedPointMultiplier {
  /// An accumulator times this factor, rounded twice: as TFLite Micro's reference kernels do (gemmlowp's
  /// `SaturatingRoundingDoublingHighMul`, then `RoundingDivideByPOT`).
  ///
  /// `h = (value · 2^max(shift, 0) · multiplier + 2³⁰) >> 31`, which rounds half up, then a shift to the right
  /// by `max(−shift, 0)` that rounds half away from zero.
  ///
  /// The model's checks prove that nothing overflows. One function in firmware, for the sake of flash.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  package func applied(to value: Int32) -> Int32 {
    let product = (value &<< max(shift, 0)).multipliedFullWidth(by: multiplier)
    let (low, carries) = product.low.addingReportingOverflow(1 << 30)
    let high = (product.high &+ (carries ? 1 : 0)) &<< 1 | Int32(bitPattern: low &>> 31)
    return roundingShift(high, right: max(0 &- shift, 0))
  }
}

/// `value / 2^count`, for a count of 0 … 31, rounded to the nearest integer, half away from zero.
@inline(__always)
package func roundingShift(_ value: Int32, right count: Int32) -> Int32 {
  let mask = Int32(bitPattern: (1 &<< UInt32(truncatingIfNeeded: count)) &- 1)
  let threshold = (mask &>> 1) &+ (value < 0 ? 1 : 0)
  return (value &>> count) &+ ((value & mask) > threshold ? 1 : 0)
}

/// A value within the bounds of a fused rectifier, which are within int8's.
@inline(__always)
func clamped(_ value: Int32, _ low: Int32, _ high: Int32) -> Int8 {
  Int8(truncatingIfNeeded: min(max(value, low), high))
}
