/// A positive real factor as a Q31 fraction and a power of two: `multiplier · 2^(shift − 31)`.
///
/// `multiplier` is in `[2³⁰, 2³¹)`, in `[2²⁹, 2³¹)` where a mean has divided it, or 0 for a factor too small
/// to matter. `shift` is in `−31 … 30`; positive ones shift to the left before the multiplication, negative
/// ones to the right after it (see `requantized`).
public struct FixedPointMultiplier: Equatable, Sendable {
  /// The fraction in Q31.
  public let multiplier: Int32
  /// The power of two.
  public let shift: Int32

  /// A factor from its parts.
  public init(multiplier: Int32, shift: Int32) {
    self.multiplier = multiplier
    self.shift = shift
  }

  /// Whether integers up to `bound` in magnitude can be multiplied without leaving 32 bits at any step, with
  /// room for a zero point at the end.
  package func isSafe(upTo bound: UInt64) -> Bool {
    multiplier >= 0 && shift >= -31 && shift <= 30 && bound <= UInt64(limit)
  }

  /// The largest magnitude of what may be multiplied, for a shift in range.
  var limit: UInt32 { (UInt32(Int32.max) - 256) &>> UInt32(truncatingIfNeeded: max(shift, 0)) }
}

#if !hasFeature(Embedded)
  extension FixedPointMultiplier {
    /// The factor as a real number, for people to read.
    public var value: Double {
      var value = Double(multiplier) / 2_147_483_648
      var remaining = shift
      while remaining > 0 {
        value *= 2
        remaining -= 1
      }
      while remaining < 0 {
        value /= 2
        remaining += 1
      }
      return value
    }
  }
#endif
