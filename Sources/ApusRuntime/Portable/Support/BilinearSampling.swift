/// Between which rows (or columns) of an input one of a resized output lies, with 10 fractional bits: TFLite's
/// `ComputeInterpolationValuesInteger`.
///
/// The scale is `input / output` (or `(input − 1) / (output − 1)`) in units of 2⁻¹⁰, rounded to the nearest; the
/// place of position `i` is `i · scale`, or `i · scale + scale / 2 − ½` with half-pixel centers. What the rounding
/// carries beyond the last row is the last row.
struct BilinearSampling {
  private let scale: Int32
  private let offset: Int32
  private let last: Int32

  /// The two rows or columns, and the share of the second in units of 2⁻¹⁰.
  struct Neighbors {
    let lower: Int
    let upper: Int
    let fraction: Int32
  }

  /// - Parameters:
  ///   - input: rows or columns of the input, 1 … 65,535.
  ///   - output: rows or columns of the output, 1 … 65,535.
  init(input: Int, output: Int, alignsCorners: Bool, usesHalfPixelCenters: Bool) {
    let aligned = alignsCorners && output > 1
    let numerator = Int32(truncatingIfNeeded: aligned ? input &- 1 : input)
    let denominator = Int32(truncatingIfNeeded: aligned ? output &- 1 : output)
    scale = ((numerator &<< 10) &+ denominator / 2) / denominator
    offset = usesHalfPixelCenters ? scale / 2 &- 512 : 0
    last = Int32(truncatingIfNeeded: input &- 1)
  }

  /// The neighbors of a position of the output. Where there is but one, it has no fraction: all weight is its own.
  @inline(__always)
  func neighbors(of position: Int) -> Neighbors {
    let place = Int32(truncatingIfNeeded: position) &* scale &+ offset
    let lower = min(max(place, 0) &>> 10, last)
    let upper = place <= 0 ? 0 : min((place &+ 1023) &>> 10, last)
    return Neighbors(
      lower: Int(lower), upper: Int(upper), fraction: upper > lower ? place &- lower &<< 10 : 0)
  }
}
