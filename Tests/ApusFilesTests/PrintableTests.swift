import ApusFiles
import Foundation
import Testing

@Suite struct PrintableTests {
  @Test(arguments: [
    ("plain, Grüße, 数字 👍🏽", "plain, Grüße, 数字 👍🏽"),
    ("\u{1B}[2Jgone", "\\u{1B}[2Jgone"), ("a\tb\nc\r\n", "a\\tb\\nc\\r\\n"),
    ("\u{9B}31m\u{7F}\0", "\\u{9B}31m\\u{7F}\\u{0}"),
    ("exe.\u{202E}gpj", "exe.\\u{202E}gpj"), ("a\u{2028}b", "a\\u{2028}b"),
  ])
  func controlCharactersAreEscaped(text: String, shown: String) {
    #expect(text.printable == shown)
  }

  @Test func linesStayLines() {
    #expect("a\tb\n\u{1B}[2J\r".printableLines == "a\tb\n\\u{1B}[2J\\u{D}")
  }

  @Test func jsonStaysJSON() throws {
    let text = "[\"\u{9B}31m\u{7F}\u{202E}\u{2028}ü\"]"
    #expect(text.printableJSON == "[\"\\u009b31m\\u007f\\u202e\\u2028ü\"]")
    #expect(
      try JSONDecoder().decode([String].self, from: Data(text.printableJSON.utf8))
        == ["\u{9B}31m\u{7F}\u{202E}\u{2028}ü"])
  }
}
