import ApusGraph
import Testing

@Suite struct QuantizationParametersTests {
  static let maps = [
    QuantizationParameters(scale: 1, zeroPoint: 0), QuantizationParameters(scale: 1 / 256, zeroPoint: -128),
    QuantizationParameters(scale: 0.5, zeroPoint: 127), QuantizationParameters(scale: 0.1, zeroPoint: -7),
    QuantizationParameters(scale: 1 / 79, zeroPoint: -95), QuantizationParameters(scale: 3e20, zeroPoint: 1),
    QuantizationParameters(scale: .leastNormalMagnitude, zeroPoint: 5),
  ]

  @Test(arguments: maps)
  func everyIntegerComesBack(map: QuantizationParameters) {
    for integer in Int8.min...Int8.max {
      let real = map.real(integer)
      #expect(real == Double(map.scale) * Double(Int(integer) - map.zeroPoint))
      #expect(Float(real) == map.scale * Float(Int(integer) - map.zeroPoint))
      #expect(map.quantized(real) == integer)
      #expect(map.quantized(Float(real)) == integer)
    }
  }

  /// In scales that are powers of two, halves are exact in both precisions.
  @Test(arguments: [1, 0.5, 1 / 256, 64] as [Float], [-128, -3, 0, 127])
  func halvesGoAwayFromZero(scale: Float, zeroPoint: Int) {
    let map = QuantizationParameters(scale: scale, zeroPoint: zeroPoint)
    for steps in -300...300 {
      let away = steps < 0 ? steps : steps + 1
      let expected = Int8(clamping: away + zeroPoint)
      let half = Double(steps) + 0.5
      #expect(map.quantized(Double(scale) * half) == expected)
      #expect(map.quantized(scale * Float(half)) == expected)
      #expect(map.quantized(Double(scale) * half.nextDown) == Int8(clamping: steps + zeroPoint))
    }
  }

  @Test(arguments: maps)
  func whatLiesOutsideIsHeldWithin(map: QuantizationParameters) {
    for far in [Double.infinity, 1e300] {
      #expect(map.quantized(far) == 127)
      #expect(map.quantized(-far) == -128)
    }
    #expect(map.quantized(Float.infinity) == 127)
    #expect(map.quantized(-Float.infinity) == -128)
  }
}
