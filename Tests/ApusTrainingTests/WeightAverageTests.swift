import ApusTraining
import Testing

@Suite struct WeightAverageTests {
  /// The definition, in double precision: weights times what is left of them.
  @Test func averageIsExponentiallyWeighted() {
    let decay: Float = 0.9
    let sequence = (0..<200).map { step in [Float(step % 7), -Float(step) / 10] }
    var average = ([5, 6] as [Float]).withUnsafeBufferPointer { WeightAverage($0, decay: decay) }
    var expected = [5.0, 6.0]
    for (step, weights) in sequence.enumerated() {
      weights.withUnsafeBufferPointer { average.update($0, step: step) }
      let kept = min(Double(decay), Double(1 + step) / Double(10 + step))
      for index in 0..<2 { expected[index] = kept * expected[index] + (1 - kept) * Double(weights[index]) }
    }
    for index in 0..<2 { #expect(abs(Double(average.values[index]) - expected[index]) < 1e-5) }
  }

  @Test func constantWeightsAreTheirOwnAverage() {
    let weights: [Float] = [1.1, -2.3, 0]
    var average = weights.withUnsafeBufferPointer { WeightAverage($0, decay: 0.999) }
    for step in 0..<50 { weights.withUnsafeBufferPointer { average.update($0, step: step) } }
    #expect(average.values == weights)
  }
}
