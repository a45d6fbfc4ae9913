/// Divides weighted sums of pixels by what the weights add up to, rounded half up.
///
/// Where the total is small, a multiplication divides (Granlund and Montgomery, "Division by invariant integers using
/// multiplication", 1994). With `m = ⌊2ˢ / total⌋ + 1`, `m · total` exceeds 2ˢ by at most `total`. So
/// `sum · m / 2ˢ` exceeds `sum / total` by at most `sum / 2ˢ`, which for sums below `256 · total` is less than
/// `1 / total`, the distance to the next whole number, if `2ˢ ≥ 256 · total²`.
package struct ExactAverage {
  /// What the weights add up to.
  package let total: UInt64
  private let multiplier: UInt64
  private let shift: UInt64

  /// - Precondition: the total is positive and less than 2⁵⁵.
  package init(total: UInt64) {
    precondition(total > 0 && total < 1 << 55)
    self.total = total
    // 2ˡ is at least the total.
    let logarithm = UInt64(64 - (total - 1).leadingZeroBitCount)
    let isSmall = logarithm <= 24
    shift = isSmall ? 8 + 2 * logarithm : 0
    multiplier = isSmall ? (1 << shift) / total + 1 : 0
  }

  /// The average of pixels.
  /// - Parameter sum: at most 255 times the total.
  package func rounded(_ sum: UInt64) -> UInt8 {
    let raised = sum &+ total / 2
    return UInt8(truncatingIfNeeded: multiplier > 0 ? (raised &* multiplier) &>> shift : raised / total)
  }
}
