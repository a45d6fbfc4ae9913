import ApusModel

extension FixedPointMultiplier {
  /// An accumulator times this factor, rounded twice: as TFLite Micro's reference kernels do (gemmlowp's
  /// `SaturatingRoundingDoublingHighMul`, then `RoundingDivideByPOT`).
  ///
  /// `h = (value · 2^max(shift, 0) · multiplier + 2³⁰) >> 31`, which rounds half up, then a shift to the right
  /// by `max(−shift, 0)` that rounds half away from zero.
  ///
  /// The model's checks prove that nothing overflows.
  @inline(__always)
  package func applied(to value: Int32) -> Int32 {
    let product = Int64(truncatingIfNeeded: value &<< max(shift, 0)) &* Int64(truncatingIfNeeded: multiplier)
    let high = Int32(truncatingIfNeeded: (product &+ (1 << 30)) &>> 31)
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
