import ApusModel

/// A factor of at most 1 for numbers of few bits, in five instructions: with room for the shift of its high product.
struct ShortFactor {
  private let multiplier: Int32
  private let shift: Int32
  private let half: Int32
  /// Negative numbers are rounded down by one more where there is something to round: half away from zero.
  private let mask: Int32

  init(_ factor: FixedPointMultiplier) {
    multiplier = factor.multiplier
    shift = (0 &- factor.shift) & 31
    half = (1 &<< shift) &>> 1
    mask = shift > 0 ? -1 : 0
  }

  /// The factor times a number that is half of `doubled`, as `FixedPointMultiplier.applied` rounds it:
  /// `(n · m + 2³⁰) >> 31 = (2 n · m + 2³¹) >> 32`.
  @inline(__always)
  func applied(toHalfOf doubled: Int32) -> Int32 {
    let high = ArmDSP.roundedHighProduct(doubled, multiplier, plus: 0)
    return (high &+ (mask & high &>> 31) &+ half) &>> shift
  }
}
