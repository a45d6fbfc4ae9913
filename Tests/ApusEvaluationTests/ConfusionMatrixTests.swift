import ApusEvaluation
import Testing

struct ConfusionMatrixTests {
  @Test func countsTruthsDownAndAnswersAcross() {
    let matrix = ConfusionMatrix(
      classNames: ["cat", "dog"], truths: [0, 0, 0, 1, 1], answers: [0, 0, 1, 1, 0])
    #expect(matrix.counts == [[2, 1], [1, 1]])
    #expect(matrix.total == 5)
    #expect(matrix.correct == 3)
    #expect(matrix.accuracy == 0.6)
  }

  @Test func nothingCountedIsNoAccuracy() {
    let matrix = ConfusionMatrix(classNames: ["cat", "dog"])
    #expect(matrix.accuracy == 0)
    #expect(matrix.table.contains("–"))
  }

  @Test func tableShowsSharesFoundAndRight() {
    let matrix = ConfusionMatrix(
      classNames: ["cat", "dog"], truths: [0, 0, 0, 0, 1], answers: [0, 0, 0, 1, 1])
    let lines = matrix.table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(
      lines == [
        ["cat", "dog", "recall"], ["cat", "3", "1", "75.0", "%"], ["dog", "·", "1", "100.0", "%"],
        ["prec.", "100%", "50%"],
      ])
  }

  @Test func columnsLineUp() {
    var matrix = ConfusionMatrix(classNames: (0...9).map(String.init))
    for _ in 0..<1234 { matrix.add(truth: 3, answer: 5) }
    let widths = Set(matrix.table.split(separator: "\n").dropLast().map(\.count))
    #expect(widths.count == 1)
  }
}
