import ApusRunner
import Foundation
import Testing

struct AnswerTests {
  private let path = "a \"b\"\\\n.jpg"
  private let answer = Answer(
    className: "Übung", confidence: 0.99999, scores: [0.00001, 0.99999],
    outputs: [-128, 127])

  @Test func printsItsClassAndOneDecimalPlace() {
    var answer = answer
    #expect("\(answer)" == "Übung, 100.0 %")
    answer.confidence = 0.9987
    #expect("\(answer)" == "Übung, 99.9 %")
    answer.confidence = 0.0704
    #expect("\(answer)" == "Übung, 7.0 %")
  }

  @Test func lineIsTabsAndTwoPlaces() {
    #expect(answer.line(for: path) == "a \"b\"\\\\n.jpg\tÜbung\t100.00 %")
    var other = answer
    other.confidence = 0.0704
    #expect(other.line(for: path).hasSuffix("\t7.04 %"))
    other.confidence = 0
    #expect(other.line(for: path).hasSuffix("\t0.00 %"))
  }

  /// What damaged models give and hostile ones are called.
  @Test func numbersAndNamesOfAnyKindArePrinted() throws {
    struct Decoded: Decodable {
      var path: String
      var `class`: String
      var confidence: Float?
      var scores: [Float?]
    }
    var other = answer
    other.className = "\u{1B}[2J\u{9B}31m\u{202E}\0\t\n"
    #expect(other.line(for: "a").hasPrefix("a\t\\u{1B}[2J\\u{9B}31m\\u{202E}\\u{0}\\t\\n\t"))
    for number in [Float.nan, .infinity, -.infinity, 3e38, -0.5, -1e-30] {
      other.confidence = number
      other.scores = [number, 1]
      #expect(other.line(for: "a").hasSuffix(" %"))
      let decoded = try JSONDecoder().decode(Decoded.self, from: Data(other.json(for: "a\u{7F}").utf8))
      #expect(decoded.path == "a\u{7F}" && decoded.class == other.className)
      #expect(decoded.confidence == (number.isFinite ? number : nil))
      #expect(decoded.scores == [decoded.confidence, 1])
      #expect(!other.json(for: "a").unicodeScalars.contains { $0.value < 0x20 || 0x7F...0x9F ~= $0.value })
    }
    other.confidence = -0.5
    #expect("\(other)".hasSuffix(", -50.0 %"))
  }

  @Test func jsonIsReadBackByFoundation() throws {
    struct Decoded: Decodable {
      var path: String
      var `class`: String
      var confidence: Float
      var scores: [Float]
      var outputs: [Int8]
    }
    let decoded = try JSONDecoder().decode(Decoded.self, from: Data(answer.json(for: path).utf8))
    #expect(decoded.path == path)
    #expect(decoded.class == answer.className)
    #expect(decoded.confidence == answer.confidence)
    #expect(decoded.scores == answer.scores)
    #expect(decoded.outputs == answer.outputs)
  }
}
