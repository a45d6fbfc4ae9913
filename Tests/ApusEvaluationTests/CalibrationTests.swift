import ApusEvaluation
import ApusGraph
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct CalibrationTests {
  /// Counted by hand: two answers in the last group, of which one is right, and one in the eighth.
  @Test func theErrorIsTheMeanDistanceOfGroups() {
    let predictions = Predictions(answers: [0, 1, 0], confidences: [0.95, 0.99, 0.5])
    let calibration = Calibration(predictions, truths: [0, 0, 0])
    #expect(calibration.total == 3)
    #expect(calibration.groups[14].count == 2 && calibration.groups[14].accuracy == 0.5)
    #expect(calibration.groups[7].count == 1 && calibration.groups[7].meanConfidence == 0.5)
    let expected = (2 * abs(0.5 - 0.97) + abs(1 - 0.5)) / 3
    #expect(abs(calibration.expectedError - expected) < 1e-6)
    #expect(Calibration(Predictions(answers: [], confidences: []), truths: []).expectedError == 0)
  }

  @Test func theEndsOfTheScaleHaveGroups() {
    let predictions = Predictions(answers: [0, 0, 0], confidences: [0, 1, .nan])
    let calibration = Calibration(predictions, truths: [1, 0, 1])
    #expect(calibration.groups[0].count == 2 && calibration.groups[14].count == 1)
  }

  @Test func diagramsShowEveryGroupThatHasAnswers() {
    let sure = Calibration(Predictions(answers: [0, 1], confidences: [0.98, 0.3]), truths: [0, 0])
    let diagram = ReliabilityDiagram([("a<b", sure), ("other", sure)])
    let lines = diagram.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 9)
    #expect(lines[1].contains("27 % … 33 %") && lines[1].contains("0.0 %") && lines[1].contains("┃"))
    #expect(lines[2].contains("93 % … 100 %") && lines[2].hasSuffix("█┃"))
    #expect(lines[3] == "expected calibration error 16.00 %")
    let svg = diagram.svg
    #expect(svg.components(separatedBy: "<circle").count == 5 && svg.contains("a&lt;b"))
    let parser = XMLCounter(svg)
    #expect(parser.isSound && parser.elements["g"] == 2)
  }

  /// Logits that are drawn as a temperature says: softmax(logits / 2.5) is how often each class is the truth.
  @Test func theTemperatureThatMadeThemIsFound() throws {
    var source = RandomSource(seed: 5, stream: 0)
    var (logits, truths): ([Float], [Int]) = ([], [])
    for _ in 0..<20_000 {
      let row = (0..<4).map { _ in 8 * source.uniform() }
      let powers = row.map { exp(Double($0) / 2.5) }
      var rest = Double(source.uniform()) * powers.reduce(0, +)
      truths.append(
        powers.firstIndex {
          rest -= $0; return rest < 0
        } ?? 3)
      logits += row
    }
    let fit = try #require(TemperatureFit(logits, classes: 4, truths: truths))
    #expect(abs(fit.temperature - 2.5) < 0.1)
    // It is what makes probabilities true.
    let calibrations = [1, fit.temperature].map { temperature in
      logits.withUnsafeBufferPointer {
        Calibration(
          Predictions($0, width: 4, meaning: .logits, temperature: temperature), truths: truths)
      }
    }
    #expect(calibrations[0].expectedError > 0.1 && calibrations[1].expectedError < 0.015)
    #expect(TemperatureFit(Array(logits.prefix(396)), classes: 4, truths: Array(truths.prefix(99))) == nil)
  }
}

extension CalibrationTests {
  /// A hundred answers, all of them right, do not say that answers are always right: one of a hundred may be wrong.
  @Test func aFewRightAnswersMakeNothingCertain() throws {
    var logits: [Float] = []
    for index in 0..<100 {
      logits += (0..<10).map { $0 == index % 10 ? 6 + Float(index % 7) : Float($0) / 10 }
    }
    let fit = try #require(TemperatureFit(logits, classes: 10, truths: (0..<100).map { $0 % 10 }))
    let confidences = (0..<100).map { index -> Double in
      let row = logits[10 * index..<10 * index + 10].map { exp(Double($0 / fit.temperature)) }
      return row.max()! / row.reduce(0, +)
    }
    let mean = confidences.reduce(0, +) / 100
    #expect(mean > 0.97 && mean < 0.995, "\(fit.temperature)")
  }
}

/// Counts the elements of an XML document.
private final class XMLCounter: NSObject, XMLParserDelegate {
  private(set) var elements: [String: Int] = [:]
  private(set) var isSound = false

  init(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    isSound = parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) { elements[name, default: 0] += 1 }
}
