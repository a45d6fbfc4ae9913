import ApusExporter
import ApusGraph
import ApusRuntime
import RuntimeTestSupport
import Testing

/// A running mean that is kept as state, beside one that is computed by hand from the arithmetic of FORMAT.md.
@Suite struct RunningMeanTests {
  /// `mean' = 7/8 · mean + 1/8 · x`, in the integers of `SampleGraphs.runningMean`.
  private struct Mean {
    var values: [Int8]

    /// FORMAT.md's `scaled(a, m, s)`, with the multiplier and the shift that a real factor has.
    private func scaled(_ accumulator: Int, by factor: Double) -> Int {
      // factor = multiplier · 2^(shift − 31), the multiplier in 2³⁰ … 2³¹ − 1.
      let shift = factor.exponent + 1
      let multiplier = Int((factor.significand * 0x1p30).rounded())
      let high = ((accumulator << max(Int(shift), 0)) * multiplier + 1 << 30) >> 31
      // Half away from zero.
      let divisor = 1 << max(-Int(shift), 0)
      return (abs(high) * 2 + divisor) / (2 * divisor) * high.signum()
    }

    private func held(_ value: Int) -> Int { min(max(value, -128), 127) }

    mutating func take(_ x: [Int8]) {
      let (mean, input, product) = (1.0 / 32, Double(Float(1.0 / 30)), Double(Float(1.0 / 40)))
      values = zip(values, x).map { old, new in
        // A constant of 112/128, and one of 16/128; both products have the scale 1/40.
        let kept = held(scaled((Int(old) - 5) * 112, by: mean / 128 / product))
        let added = held(scaled((Int(new) + 3) * 16, by: input / 128 / product))
        // Both terms of the sum have one scale: halves of twice that.
        let sum = scaled(kept << 20, by: 0.5) + scaled(added << 20, by: 0.5)
        return Int8(held(5 + scaled(sum, by: 2 * product / (0x1p20 * mean))))
      }
    }
  }

  private func check(_ graph: QuantizedGraph, form: FileForm, level: KernelLevel, from initial: [Int8]) throws
  {
    let loaded = try LoadedModel(graph, form: form, level: level)
    for _ in 0..<2 {
      loaded.restart()
      var mean = Mean(values: initial)
      var random = RandomSource(seed: 3)
      for run in 0..<50 {
        let x = random.integers(6)
        mean.take(x)
        #expect(
          loaded.step([x]) == [mean.values], "\(form), \(level), run \(run)"
        )
      }
    }
  }

  @Test(arguments: [FileForm.full, .compact], KernelLevel.available)
  func theMeanIsThatOfTheIntegers(form: FileForm, level: KernelLevel) throws {
    try check(
      SampleGraphs.runningMean(), form: form, level: level, from: Array(repeating: 5, count: 6))
    let initial: [Int8] = [-128, -50, 0, 5, 77, 127]
    try check(
      SampleGraphs.runningMean(startingWith: initial.map { Int32($0) }), form: form, level: level,
      from: initial)
  }

  /// The integers mean what they should: of one input, again and again, the mean comes near.
  @Test func theMeanComesNearWhatItIsGiven() throws {
    let loaded = try LoadedModel(SampleGraphs.runningMean())
    let x: [Int8] = [-60, -33, -3, 12, 27, 57]
    var outputs: [[Int8]] = []
    for _ in 0..<60 { outputs = loaded.step([x]) }
    for (found, given) in zip(outputs[0], x) {
      let (mean, real) = ((Double(found) - 5) / 32, (Double(given) + 3) / 30)
      // Steps of less than an eighth are lost to rounding.
      #expect(abs(mean - real) < 0.2)
    }
  }
}
