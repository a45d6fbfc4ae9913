import ApusExporter
import ApusGraph
import ApusModel
import Testing

@Suite struct QuantizeMultiplierTests {
  @Test func equalsPublishedExamples() {
    // TensorFlow's quantization_util_test.cc.
    let examples: [(Double, Int32, Int32)] = [
      (0.25, 1 << 30, -1), (0.5, 1 << 30, 0), (1, 1 << 30, 1), (2, 1 << 30, 2), (3, 1_610_612_736, 2),
      (-0.0, 0, 0), (1e-6, 1_125_899_907, -19), (0x1p-33, 0, 0), (0x1p-32, 1 << 30, -31),
    ]
    for (factor, multiplier, shift) in examples {
      #expect(
        FixedPointMultiplier(factor) == FixedPointMultiplier(multiplier: multiplier, shift: shift),
        "\(factor)")
    }
    #expect(FixedPointMultiplier(.nan) == nil)
    #expect(FixedPointMultiplier(.infinity) == nil)
    #expect(FixedPointMultiplier(-1) == nil)
  }

  @Test func isWithinHalfAUnitOfTheFactor() {
    var random = RandomSource(seed: 5)
    for _ in 0..<10_000 {
      var factor = Double(random.uniform(1, 2))
      for _ in 0..<random.integer(below: 30) { factor /= 2 }
      let found = FixedPointMultiplier(factor)!
      #expect(found.multiplier >= 1 << 30)
      #expect(abs(found.value / factor - 1) <= 0x1p-31)
    }
  }

  @Test func aFractionThatRoundsUpToOneIsHalved() {
    let found = FixedPointMultiplier(1 - 0x1p-40)
    #expect(found == FixedPointMultiplier(multiplier: 1 << 30, shift: 1))
  }
}
