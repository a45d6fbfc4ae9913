import ApusGraph
import ApusModel

/// The int8 hard swish of TFLite Micro's reference kernel (`reference/hard_swish.h`), for each int8, in that
/// kernel's 16-bit arithmetic.
///
/// The distance from zero has 7 bits more, `v`. A gate in `[0, 1]` is `v` scaled so that ±3 are ±1, saturated and
/// halved around 1/2; the result is the gate times `v` scaled to the output.
enum HardSwishTable {
  /// - Returns: nil where 16 bits cannot express the ratios of scales.
  static func make(input: QuantizationParameters, output: QuantizationParameters) -> [Int8]? {
    // TFLite divides in float.
    let fineScale = (1.0 / 128) * input.scale
    let gateScale: Float = 3.0 / 32768
    guard let toOutput = FixedPointMultiplier(Double(fineScale / output.scale)),
      let toGate = FixedPointMultiplier(Double(fineScale / gateScale)),
      (-15...0).contains(toOutput.shift), (-15...31).contains(toGate.shift)
    else { return nil }
    let (outputFraction, gateFraction) = (highHalf(toOutput.multiplier), highHalf(toGate.multiplier))
    return (-128...127).map { integer in
      let fine = Int16(integer - input.zeroPoint) * 128
      let unshifted = roundedProduct(fine, outputFraction)
      var gate = fine
      // The last bit to the left is saved for after the multiplication, whose saturation then decides.
      if toGate.shift > 0 { gate = saturated(gate, left: toGate.shift - 1) }
      gate = roundedProduct(gate, gateFraction)
      if toGate.shift > 0 { gate = saturated(gate, left: 1) }
      if toGate.shift < 0 { gate = roundedShift(gate, right: -toGate.shift) }
      gate = Int16((Int32(gate) + (1 << 15)) >> 1)
      let gated = Int16(truncatingIfNeeded: Int32(gate) * Int32(unshifted) / (1 << 15))
      let shifted = Int(roundedShift(gated, right: -toOutput.shift))
      return Int8(min(max(shifted + output.zeroPoint, -128), 127))
    }
  }

  /// A Q31 fraction as Q15 (`DownScaleInt32ToInt16Multiplier`).
  private static func highHalf(_ multiplier: Int32) -> Int16 {
    let half: Int32 = 1 << 15
    return multiplier >= Int32.max - half ? .max : Int16((multiplier + half) >> 16)
  }

  /// `value · 2^count`, held within 16 bits.
  private static func saturated(_ value: Int16, left count: Int32) -> Int16 {
    Int16(clamping: Int64(value) << Int64(count))
  }

  /// The product of two Q15 numbers, rounded half away from zero (`SaturatingRoundingDoublingHighMul`).
  private static func roundedProduct(_ first: Int16, _ second: Int16) -> Int16 {
    if first == .min && second == .min { return .max }
    let product = Int32(first) * Int32(second)
    return Int16((product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15))
  }

  /// `value / 2^count`, rounded half away from zero (`RoundingDivideByPOT`).
  private static func roundedShift(_ value: Int16, right count: Int32) -> Int16 {
    let mask = (Int32(1) << count) - 1
    let threshold = (mask >> 1) + (value < 0 ? 1 : 0)
    return Int16((Int32(value) >> count) + ((Int32(value) & mask) > threshold ? 1 : 0))
  }
}
