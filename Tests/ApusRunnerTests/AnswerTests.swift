import ApusRunner
import Foundation
import Testing

struct AnswerTests {
  private let answer = Answer(
    path: "a \"b\"\\\n.jpg", className: "Übung", confidence: 0.99999, scores: [0.00001, 0.99999],
    outputs: [-128, 127])

  @Test func textIsTabsAndTwoPlaces() {
    #expect(answer.text == "a \"b\"\\\n.jpg\tÜbung\t100.00 %")
    var other = answer
    other.confidence = 0.0704
    #expect(other.text.hasSuffix("\t7.04 %"))
    other.confidence = 0
    #expect(other.text.hasSuffix("\t0.00 %"))
  }

  @Test func jsonIsReadBackByFoundation() throws {
    struct Decoded: Decodable {
      var path: String
      var `class`: String
      var confidence: Float
      var scores: [Float]
      var outputs: [Int8]
    }
    let decoded = try JSONDecoder().decode(Decoded.self, from: Data(answer.json.utf8))
    #expect(decoded.path == answer.path)
    #expect(decoded.class == answer.className)
    #expect(decoded.confidence == answer.confidence)
    #expect(decoded.scores == answer.scores)
    #expect(decoded.outputs == answer.outputs)
  }
}
