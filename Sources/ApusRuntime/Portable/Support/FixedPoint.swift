/// Fixed-point functions of gemmlowp (`fixedpoint/fixedpoint.h`), on which TFLite's int8 softmax and
/// logistic function are built, reproduced bit for bit. A number in Qm.n has m integer bits and n fractional bits.
package enum FixedPoint {
  /// The product of two Q0.31 numbers, or of Qa and Qb as Qa+b, rounded half up; only −1 · −1 saturates.
  @inline(__always)
  static func multiply(_ first: Int32, _ second: Int32) -> Int32 {
    if first == .min && second == .min { return .max }
    return Int32(truncatingIfNeeded: (Int64(first) &* Int64(second) &+ (1 << 30)) &>> 31)
  }

  /// A shift to the left that stops at the ends of the range.
  @inline(__always)
  static func saturatingShift(_ value: Int32, left count: Int32) -> Int32 {
    let shifted = value &<< count
    return shifted &>> count == value ? shifted : value < 0 ? .min : .max
  }

  /// `exp(x)` for a number that is not positive, as Q0.31. One function in firmware, for the sake of flash.
  /// - Parameter integerBits: of the number: 4 for Q4.27, 5 for Q5.26.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  package static func exponential(_ value: Int32, integerBits: Int32) -> Int32 {
    let one = 31 &- integerBits
    let quarter: Int32 = 1 &<< (one &- 2)
    let fraction = (value & (quarter &- 1)) &- quarter
    var result = exponentialNearZero(saturatingShift(fraction, left: integerBits))
    let remainder = fraction &- value
    // exp(−2^k) for k = −2 … 4, each applied where the remainder has that bit.
    result = scaled(result, by: 1_672_461_947, where: remainder, hasBit: one &- 2)
    result = scaled(result, by: 1_302_514_674, where: remainder, hasBit: one &- 1)
    result = scaled(result, by: 790_015_084, where: remainder, hasBit: one)
    result = scaled(result, by: 290_630_308, where: remainder, hasBit: one &+ 1)
    result = scaled(result, by: 39_332_535, where: remainder, hasBit: one &+ 2)
    result = scaled(result, by: 720_401, where: remainder, hasBit: one &+ 3)
    if integerBits > 4 { result = scaled(result, by: 242, where: remainder, hasBit: one &+ 4) }
    return value == 0 ? .max : result
  }

  /// `1 / (1 + x)` for x in `[0, 1)` as Q0.31.
  package static func reciprocalOfOnePlus(_ value: Int32) -> Int32 {
    saturatingShift(twiceReciprocalOfOnePlus(value), left: 1)
  }

  /// `1 / (1 + exp(−x))` for x in Q4.27, as Q0.31 (gemmlowp's `logistic`).
  package static func logistic(_ value: Int32) -> Int32 {
    if value == 0 { return 1 << 30 }
    let positive = reciprocalOfOnePlus(exponential(-abs(value), integerBits: 4))
    return value > 0 ? positive : Int32.max - positive
  }

  /// `tanh(x)` for x in Q4.27, as Q0.31 (gemmlowp's `tanh`): with `e = exp(−2|x|)`, `(1 − e) / (1 + e)` and x's sign.
  package static func tanh(_ value: Int32) -> Int32 {
    if value == 0 { return 0 }
    // Twice a number in Q4.27 has the same bits in Q5.26.
    let exponential = exponential(-abs(value), integerBits: 5)
    let magnitude = saturatingShift(twiceReciprocalOfOnePlus(exponential) &- (1 << 29), left: 2)
    return value > 0 ? magnitude : -magnitude
  }

  /// `2 / (1 + x)` for x in `[0, 1)` in Q0.31, as Q2.29: three steps of Newton and Raphson's division.
  private static func twiceReciprocalOfOnePlus(_ value: Int32) -> Int32 {
    let sum = Int64(value) &+ Int64(Int32.max)
    let halfDenominator = Int32(truncatingIfNeeded: (sum &+ 1) &>> 1)
    // In Q2.29 from here on: 48/17 and −32/17 start the iteration.
    var estimate = 1_515_870_810 &+ multiply(halfDenominator, -1_010_580_540)
    for _ in 0..<3 {
      let error = (1 << 29) &- multiply(halfDenominator, estimate)
      estimate = estimate &+ saturatingShift(multiply(estimate, error), left: 2)
    }
    return estimate
  }

  @inline(__always)
  private static func scaled(
    _ result: Int32, by factor: Int32, where remainder: Int32, hasBit bit: Int32
  ) -> Int32 {
    remainder & (1 &<< bit) != 0 ? multiply(result, factor) : result
  }

  /// `exp(x)` for x in `[−1/4, 0)` as Q0.31: a Taylor polynomial around −1/8.
  private static func exponentialNearZero(_ value: Int32) -> Int32 {
    let constantTerm: Int32 = 1_895_147_668
    let oneThird: Int32 = 715_827_883
    let x = value &+ (1 << 28)
    let x2 = multiply(x, x)
    let x3 = multiply(x2, x)
    let x4 = multiply(x2, x2)
    let x4Over4 = roundingShift(x4, right: 2)
    let tail = roundingShift(multiply(x4Over4 &+ x3, oneThird) &+ x2, right: 1)
    return constantTerm &+ multiply(constantTerm, x &+ tail)
  }
}
