import ApusGraph
import ApusModel
import ApusRuntime

/// The table of a function that TFLite Micro's reference kernels compute in gemmlowp's fixed point, for each int8: the
/// logistic function and the hyperbolic tangent.
///
/// The distance from zero becomes a Q4.27 number, of which the function makes an int8. Coarse scales saturate early, as
/// in TFLite Micro: from a scale of 4 on, the first step already does.
enum FixedPointTable {
  /// - Parameter function: from a Q4.27 number to what int8 is to hold, before it is clamped.
  /// - Returns: nil where fixed point cannot express the scale.
  static func make(input: QuantizationParameters, _ function: (Int32) -> Int32) -> [Int8]? {
    guard let factor = FixedPointMultiplier(Double(input.scale) * 0x1p27), factor.shift >= 0 else {
      return nil
    }
    // Distances as large as this are 15 or more, beyond which Q4.27 ends: the function has reached its limit there.
    let radius = (15 << 27) >> Int(min(factor.shift, 62))
    return (-128...127).map { integer in
      let distance = integer - input.zeroPoint
      if distance <= -radius { return -128 }
      if distance >= radius { return 127 }
      return Int8(min(max(function(factor.applied(to: Int32(distance))), -128), 127))
    }
  }
}
