import ApusEngine
import ApusGraph
import Foundation
import Testing

struct LossFunctionTests {
  /// Three samples; what they hold are numbers before a softmax or sigmoids.
  private let rows: [Double] = [0.3, -1.2, 2.5, 0.1, 1, -0.5, -2, 0.4, 0.2]

  /// The mean loss of all rows in double precision, written out from the definitions.
  private func expected(
    _ meaning: OutputMeaning, _ values: [Double], _ labels: [Int], width: Int, smoothing: Double
  ) -> Double {
    var total = 0.0
    for (sample, label) in labels.enumerated() {
      let row = Array(values[sample * width..<(sample + 1) * width])
      for (index, value) in row.enumerated() {
        switch meaning {
        case .logits:
          let target = (index == label ? 1 - smoothing : 0) + smoothing / Double(width)
          total -= target * log(exp(value) / row.map(exp).reduce(0, +))
        case .probabilities:
          let target = (index == label ? 1 - smoothing : 0) + smoothing / Double(width)
          total -= target * log(value)
        case .independentProbabilities, .probability:
          let isTrue = meaning == .probability ? label == 1 : label == index
          let target = isTrue ? 1 - smoothing / 2 : smoothing / 2
          total -= target * log(value) + (1 - target) * log(1 - value)
        case .values: Issue.record("values have no loss")
        }
      }
    }
    return total / Double(labels.count)
  }

  private func evaluate(
    _ loss: LossFunction, _ values: [Double], _ labels: [Int], width: Int
  ) -> (mean: Double, correct: Int, gradient: [Float]) {
    let values = values.map { Float($0) }
    // One row more than there are labels, as of an incomplete batch.
    var gradient = [Float](repeating: 9, count: values.count + width)
    let result = values.withUnsafeBufferPointer { values in
      gradient.withUnsafeMutableBufferPointer {
        loss.evaluate(values, labels: labels, classes: width, gradient: $0)
      }
    }
    #expect(gradient[values.count...].allSatisfy { $0 == 0 })
    return (result.mean, result.correct, Array(gradient[..<values.count]))
  }

  private static let cases: [(OutputMeaning, Bool, Float)] = [
    (.logits, false, 0), (.logits, false, 0.2), (.probabilities, false, 0), (.probabilities, false, 0.2),
    (.independentProbabilities, false, 0), (.independentProbabilities, false, 0.2),
    (.independentProbabilities, true, 0), (.independentProbabilities, true, 0.2),
    (.probability, false, 0.2), (.probability, true, 0), (.probability, true, 0.2),
  ]

  @Test(arguments: cases)
  func valuesAndGradientsAreTheDefinitions(
    _ meaning: OutputMeaning, _ takesSigmoids: Bool, _ smoothing: Float
  ) {
    let width = meaning == .probability ? 1 : 3
    let labels = meaning == .probability ? [1, 0, 1, 1, 0, 0, 0, 1, 0] : [2, 1, 0]
    func probabilities(_ rows: [Double]) -> [Double] {
      switch meaning {
      case .probabilities:
        stride(from: 0, to: rows.count, by: 3).flatMap { row in
          let powers = rows[row..<row + 3].map(exp)
          return powers.map { $0 / powers.reduce(0, +) }
        }
      case .independentProbabilities, .probability: rows.map { 1 / (1 + exp(-$0)) }
      case .logits, .values: rows
      }
    }
    let loss = LossFunction(labelSmoothing: smoothing, meaning: meaning, takesSigmoids: takesSigmoids)
    let values = takesSigmoids ? rows : probabilities(rows)
    func definition(_ values: [Double]) -> Double {
      expected(
        meaning, takesSigmoids ? probabilities(values) : values, labels, width: width,
        smoothing: Double(smoothing))
    }
    let found = evaluate(loss, values, labels, width: width)
    #expect(abs(found.mean - definition(values)) < 1e-5)
    #expect(found.correct == (meaning == .probability ? 7 : 2))
    for index in values.indices {
      var (above, below) = (values, values)
      above[index] += 1e-5
      below[index] -= 1e-5
      let slope = (definition(above) - definition(below)) / 2e-5
      #expect(abs(Double(found.gradient[index]) - slope) < 1e-4 * max(1, abs(slope)))
    }
  }

  /// Certainty that is wrong costs much, but nothing infinite, and what is right costs nothing.
  @Test(arguments: [OutputMeaning.probabilities, .independentProbabilities])
  func certaintyIsFinite(_ meaning: OutputMeaning) {
    let loss = LossFunction(meaning: meaning)
    let wrong = evaluate(loss, [1, 0], [1], width: 2)
    #expect(wrong.mean > 10 && wrong.mean.isFinite && wrong.gradient.allSatisfy(\.isFinite))
    let right = evaluate(loss, [1, 0], [0], width: 2)
    #expect(abs(right.mean) < 1e-5)
    let far = evaluate(
      LossFunction(meaning: .independentProbabilities, takesSigmoids: true), [1000, -1000], [1], width: 2)
    #expect(far.mean == 2000 && far.gradient == [1, -1])
  }
}
