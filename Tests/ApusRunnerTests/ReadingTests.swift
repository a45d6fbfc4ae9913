import ApusImage
import ApusRunner
import Testing

@Suite struct ReadingTests {
  private func digit(_ name: String, height: Int = 60, line: Int = 0) -> Reading.Digit {
    let answer = Answer(
      className: name, isNone: name == Answer.none, confidence: 0.9, scores: [], outputs: [])
    return Reading.Digit(answer: answer, box: PixelBox(x: 0, y: 0, width: 40, height: height), line: line)
  }

  /// Among digits of its height what is none by itself is most likely an odd digit.
  @Test func oddDigitsAreAmongOthers() {
    #expect(Reading(digits: [digit("7"), digit("none"), digit("1")]).oddDigits == [1])
    #expect(
      Reading(digits: [digit("7"), digit("none", height: 80), digit("1", height: 50)]).oddDigits == [1])
  }

  @Test func otherThingsStayNone() {
    // Alone, beside one digit, or most of the line.
    #expect(Reading(digits: [digit("none")]).oddDigits.isEmpty)
    #expect(Reading(digits: [digit("7"), digit("none")]).oddDigits.isEmpty)
    #expect(Reading(digits: [digit("7"), digit("1"), digit("none"), digit("none")]).oddDigits.isEmpty)
    // Lower or much higher than the digits, or in another line.
    #expect(Reading(digits: [digit("7"), digit("1"), digit("none", height: 30)]).oddDigits.isEmpty)
    #expect(Reading(digits: [digit("7"), digit("1"), digit("none", height: 130)]).oddDigits.isEmpty)
    #expect(Reading(digits: [digit("7"), digit("1"), digit("none", line: 1)]).oddDigits.isEmpty)
  }
}
