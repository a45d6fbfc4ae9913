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

  @Test func answersOfNoClassAreCountedApart() {
    let comparison = Comparison(
      classNames: ["a", "b"], truths: [0, 1, 1],
      float: Predictions(answers: [0, -1, 1], confidences: [1, 1, 1]),
      int8: Predictions(answers: [Predictions.none, -1, 1], confidences: [1, 1, 1]))
    #expect(comparison.float.accuracy == 2.0 / 3 && comparison.float.noneCounts == [0, 1])
    #expect(comparison.int8.noneCounts == [1, 1] && comparison.int8.total == 3)
    #expect(comparison.int8.recalls == [0, 0.5] && comparison.int8.classCounts == [1, 2])
    #expect(comparison.differences.map(\.index) == [0])
    #expect(comparison.float.table.split(separator: "\n")[0].hasSuffix("none    recall"))
    let rows = comparison.float.table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows[1] == ["a", "1", "·", "·", "100.0", "%"] && rows[2] == ["b", "·", "1", "1", "50.0", "%"])
  }
}
