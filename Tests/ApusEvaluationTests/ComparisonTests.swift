import ApusEvaluation
import Testing

struct ComparisonTests {
  private let comparison = Comparison(
    classNames: ["a", "b", "c"], truths: [0, 1, 2, 0],
    float: Predictions(answers: [0, 1, 2, 1], confidences: [0.9, 0.8, 0.7, 0.6]),
    int8: Predictions(answers: [0, 2, 2, 0], confidences: [0.95, 0.5, 0.75, 0.55]))

  @Test func findsTheImagesOnWhichTheyDiffer() {
    #expect(comparison.differences.map(\.index) == [1, 3])
    let first = comparison.differences[0]
    #expect(first.truth == 1 && first.floatAnswer == 1 && first.int8Answer == 2)
    #expect(first.floatConfidence == 0.8 && first.int8Confidence == 0.5)
  }

  @Test func agreementIsTheShareOfEqualAnswersNotOfRightOnes() {
    #expect(comparison.agreement == 0.5)
    #expect(comparison.float.accuracy == 0.75)
    #expect(comparison.int8.accuracy == 0.75)
  }

  @Test func logitsBecomeAnswersRowByRow() {
    let logits: [Float] = [1, 3, 2, 5, 4, 5]
    let predictions = logits.withUnsafeBufferPointer { Predictions($0, width: 3, meaning: .logits) }
    // Of equal scores the first counts.
    #expect(predictions.answers == [1, 0])
    #expect(predictions.confidences.allSatisfy { $0 > 1.0 / 3 && $0 < 1 })
  }
}
