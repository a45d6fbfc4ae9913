import ApusModel

/// A factor of at most 1 for numbers of few bits, in five instructions: with room for the shift of its high product.
private struct ShortFactor {
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
    let high = DSP.roundedHighProduct(doubled, multiplier, plus: 0)
    return (high &+ (mask & high &>> 31) &+ half) &>> shift
  }
}

extension AddRecord {
  /// What `runSum` makes.
  func runSumInHighProducts(in arena: UnsafeMutablePointer<Int8>) {
    let (first, second, sum) = (
      ShortFactor(firstFactor), ShortFactor(secondFactor), ShortFactor(outputFactor)
    )
    operands.map(in: arena) {
      finished(
        sum,
        first.applied(toHalfOf: $0 &<< (Self.leftShift &+ 1))
          &+ second.applied(toHalfOf: $1 &<< (Self.leftShift &+ 1)))
    }
  }

  /// What `runDifference` makes.
  func runDifferenceInHighProducts(in arena: UnsafeMutablePointer<Int8>) {
    let (first, second, sum) = (
      ShortFactor(firstFactor), ShortFactor(secondFactor), ShortFactor(outputFactor)
    )
    operands.map(in: arena) {
      finished(
        sum,
        first.applied(toHalfOf: $0 &<< (Self.leftShift &+ 1))
          &- second.applied(toHalfOf: $1 &<< (Self.leftShift &+ 1)))
    }
  }

  @inline(__always)
  private func finished(_ factor: ShortFactor, _ sum: Int32) -> Int8 {
    clamped(factor.applied(toHalfOf: sum &<< 1) &+ output.zeroPoint, clampLow, clampHigh)
  }
}
