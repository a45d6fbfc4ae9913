/// Which row or column of an input is nearest to one of a resized output: TFLite's `GetNearestNeighbor`, whose
/// IEEE binary32 arithmetic is carried out in integers here, bit for bit.
///
/// A binary32 number has 24 significant bits, and both the quotient of the extents and the product with the
/// position are rounded to 24 bits, half to even. The quotient is `significand / 2^shift`; the product, of a
/// position in halves, stays below 2⁴¹ before it is rounded.
package struct NearestSampling {
  private let significand: UInt64
  private let shift: UInt64
  private let halves: UInt64
  private let rounds: Bool
  private let last: Int

  /// - Parameters:
  ///   - input: rows or columns of the input, 1 … 65,535.
  ///   - output: rows or columns of the output, 1 … 65,535.
  package init(input: Int, output: Int, alignsCorners: Bool, usesHalfPixelCenters: Bool) {
    let aligned = alignsCorners && output > 1
    let numerator = UInt64(truncatingIfNeeded: aligned ? input &- 1 : input)
    let denominator = UInt64(truncatingIfNeeded: aligned ? output &- 1 : output)
    (significand, shift) = Self.quotient(numerator, denominator)
    halves = usesHalfPixelCenters ? 1 : 0
    rounds = alignsCorners
    last = input &- 1
  }

  /// The nearest row or column to a position of the output.
  @inline(__always)
  package func nearest(to position: Int) -> Int {
    let exact = (2 &* UInt64(truncatingIfNeeded: position) &+ halves) &* significand
    let product = Self.rounded(exact)
    let place = (rounds ? product &+ (1 &<< shift) : product) &>> (shift &+ 1)
    return min(Int(truncatingIfNeeded: place), last)
  }

  /// A quotient as binary32 has it: 2²³ … 2²⁴ over a power of two.
  private static func quotient(
    _ numerator: UInt64, _ denominator: UInt64
  ) -> (significand: UInt64, shift: UInt64) {
    guard numerator > 0 else { return (0, 0) }
    // The shift at which the quotient is above 2²³, or else one less than that; never below 8.
    var shift = 24 &+ denominator.bitCount &- numerator.bitCount
    if (numerator &<< shift) >= denominator &<< 24 { shift = shift &- 1 }
    let shifted = numerator &<< shift
    var result = shifted / denominator
    let remainder = 2 &* (shifted &- result &* denominator)
    if remainder > denominator || (remainder == denominator && result & 1 == 1) { result = result &+ 1 }
    return (result, shift)
  }

  /// A number with all but 24 significant bits rounded away.
  @inline(__always)
  private static func rounded(_ value: UInt64) -> UInt64 {
    guard value >= 1 << 24 else { return value }
    let unit = value.bitCount &- 24
    let half = (1 as UInt64) &<< (unit &- 1)
    let isOdd = value &>> unit & 1
    // Just short of a half rounds a tie down, and so keeps an even number.
    return ((value &+ half &- 1 &+ isOdd) &>> unit) &<< unit
  }
}

extension UInt64 {
  /// Bits up to the highest that is set.
  @inline(__always)
  fileprivate var bitCount: UInt64 { 64 &- UInt64(truncatingIfNeeded: leadingZeroBitCount) }
}
