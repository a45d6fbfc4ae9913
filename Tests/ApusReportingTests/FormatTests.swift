import ApusReporting
import Testing

@Suite struct FormatTests {
  @Test func decimalsHaveAFixedCountOfPlaces() {
    #expect(Format.decimal(0.12345, 4) == "0.1235")
    #expect(Format.decimal(-2, 1) == "-2.0")
    #expect(Format.decimal(7.6, 0) == "8")
    #expect(Format.decimal(.infinity, 2) == "inf")
  }

  @Test func sharesArePercentages() {
    #expect(Format.percent(0.9921) == "99.21 %")
    #expect(Format.percent(1, places: 1) == "100.0 %")
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"), (-100, "-100")])
  func digitsAreGrouped(number: Int, text: String) {
    #expect(Format.grouped(number) == text)
    #expect(Format.grouped(Double(number) + 0.2) == text)
  }

  @Test func bytesAreToldInKibibytesToo() {
    #expect(Format.bytes(1023) == "1023 bytes")
    #expect(Format.bytes(61_706) == "61,706 bytes (60.3 KiB)")
  }

  @Test(arguments: [(0.4, "0:00"), (67, "1:07"), (3661, "1:01:01"), (.nan, "?")])
  func durationsAreClockTimes(seconds: Double, text: String) {
    #expect(Format.duration(seconds: seconds) == text)
  }

  @Test func columnsLineUp() {
    let rows = [["name", "bytes", "kind"], ["a", "1,024", "x"], ["bc"]]
    #expect(Format.table(rows, numbers: 1...1) == "name  bytes  kind\na     1,024  x\nbc")
    #expect(Format.table([["a", "b"], ["ccc", "ddd"]]) == "a      b\nccc  ddd")
  }

  @Test func barsAreFilledUpToAShare() {
    #expect(Format.bar(0.5, width: 4) == "██░░")
    #expect(Format.bar(-1, width: 2) == "░░")
    #expect(Format.bar(2, width: 2) == "██")
  }
}
