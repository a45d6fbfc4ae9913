extension FixedPoint {
  /// `ln(x)` for `x ≥ 1` in Q12.19, as Q5.26: TFLite's `log_x_for_x_greater_than_or_equal_to_1`.
  ///
  /// `x` is `r · 2^k` with a fraction `r` around `√√½`, where `ln(r)` has a quotient of polynomials in
  /// `q = 2 · (r − √√½)`.
  package static func logarithm(_ value: Int32) -> Int32 {
    let rootHalf: Int32 = 1_518_500_250
    let fourthRootHalf: Int32 = 1_805_811_301
    // ¼ as Q6.25, in which powers of two are counted.
    let quarter: Int32 = 1 << 23
    // The value as Q0.31, shifted until it is at least ½, and √½ of that.
    let zeros = Int32(truncatingIfNeeded: value.leadingZeroBitCount)
    let shifted = saturatingShift(value, left: zeros &- 1)
    let firstFraction = saturatingShift(multiply(shifted, rootHalf), left: 1)
    let firstPower = saturatingSum((12 &- zeros) &<< 25, quarter)
    // The value times √½, shifted likewise.
    let reduced = multiply(value, rootHalf)
    let headroom = Int32(truncatingIfNeeded: reduced.leadingZeroBitCount) &- 1
    let secondFraction = saturatingShift(value, left: headroom)
    let secondPower = saturatingSum((12 &- headroom) &<< 25, 0 &- quarter)

    let r = min(firstFraction, secondFraction)
    let power = max(firstPower, secondPower)
    let p = roundingHalfSum(r, fourthRootHalf)
    let q = (r &- fourthRootHalf) &* 2
    let square = multiply(q, q)
    let numerator = multiply(q, r) &+ multiply(multiply(q, square), 117_049_297)
    let denominator =
      multiply(p, 1_057_819_769 &+ q &+ multiply(127_690_142, square)) &+ multiply(638_450_708, q)
    let quotient = multiply(roundingShift(numerator, right: 6), reciprocalOfOnePlus(denominator))
    return saturatingShift(multiply(power, 1_488_522_236) &+ quotient, left: 1)
  }

  /// A sum that stops at the ends of the range.
  private static func saturatingSum(_ first: Int32, _ second: Int32) -> Int32 {
    let (sum, overflows) = first.addingReportingOverflow(second)
    return overflows ? (first < 0 ? .min : .max) : sum
  }

  /// Half the sum of two numbers, rounded half away from zero.
  private static func roundingHalfSum(_ first: Int32, _ second: Int32) -> Int32 {
    let sum = Int64(first) &+ Int64(second)
    return Int32(truncatingIfNeeded: (sum &+ (sum >= 0 ? 1 : -1)) / 2)
  }
}
