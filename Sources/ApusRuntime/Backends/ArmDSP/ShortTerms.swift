import ApusModel

/// The factors of a sum or difference, and its ends, as the kernels for Armv7E-M take them.
struct ShortTerms {
  private let first: ShortFactor
  private let second: ShortFactor
  private let output: ShortFactor
  private let zeroPoint: Int32
  private let low: Int32
  private let high: Int32

  @inline(__always)
  init(_ terms: ScaledTerms) {
    (first, second, output) = (
      ShortFactor(terms.firstFactor), ShortFactor(terms.secondFactor), ShortFactor(terms.outputFactor)
    )
    (zeroPoint, low, high) = (terms.output.zeroPoint, terms.clampLow, terms.clampHigh)
  }

  /// What `ScaledTerms.firstScaled` gives.
  @inline(__always)
  func firstScaled(_ value: Int32) -> Int32 {
    first.applied(toHalfOf: value &<< (ScaledTerms.leftShift &+ 1))
  }

  /// What `ScaledTerms.secondScaled` gives.
  @inline(__always)
  func secondScaled(_ value: Int32) -> Int32 {
    second.applied(toHalfOf: value &<< (ScaledTerms.leftShift &+ 1))
  }

  /// What `ScaledTerms.finished` gives.
  @inline(__always)
  func finished(_ sum: Int32) -> Int8 {
    clamped(output.applied(toHalfOf: sum &<< 1) &+ zeroPoint, low, high)
  }
}
