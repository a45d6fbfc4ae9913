import ApusFiles
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
}
