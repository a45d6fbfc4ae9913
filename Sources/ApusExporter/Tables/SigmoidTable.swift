import ApusGraph
import ApusModel
import ApusRuntime

/// The int8 logistic function of TFLite Micro's reference kernel (`integer_ops/logistic.h`), for each int8.
///
/// The distance from zero becomes a Q4.27 number, `x`; for positive ones gemmlowp's fixed-point functions make
/// `1 / (1 + exp(−x))` as Q0.31, and `1 −` that of `−x` for negative ones; rounded to steps of 1/256 above −128.
/// Coarse scales saturate early, as in TFLite Micro: from a scale of 4 on, the first step already does.
enum SigmoidTable {
  /// - Returns: nil where fixed point cannot express the scale.
  static func make(input: QuantizationParameters) -> [Int8]? {
    let integerBits: Int32 = 4
    guard let factor = FixedPointMultiplier(Double(input.scale) * Double(1 << (31 - integerBits))),
      factor.shift >= 0
    else { return nil }
    // Distances as large as this are 15 or more, beyond which Q4.27 ends: the function is 0 or 1 there.
    let radius = (15 << 27) >> Int(min(factor.shift, 62))
    return (-128...127).map { integer in
      let distance = integer - input.zeroPoint
      if distance <= -radius { return -128 }
      if distance >= radius { return 127 }
      let probability = logistic(factor.applied(to: Int32(distance)), integerBits: integerBits)
      return Int8(min(max(roundingShift(probability, right: 23) - 128, -128), 127))
    }
  }

  /// gemmlowp's `logistic` (`fixedpoint/fixedpoint.h`).
  private static func logistic(_ value: Int32, integerBits: Int32) -> Int32 {
    if value == 0 { return 1 << 30 }
    let exponential = FixedPoint.exponential(-abs(value), integerBits: integerBits)
    let positive = FixedPoint.reciprocalOfOnePlus(exponential)
    return value > 0 ? positive : Int32.max - positive
  }
}
