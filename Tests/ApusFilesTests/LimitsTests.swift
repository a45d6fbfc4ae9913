import ApusFiles
import Testing

@Suite("Limits")
struct LimitsTests {
  @Test("A factor raises a limit, up to the largest number")
  func raised() {
    #expect(Limits.standard.raised(100) == 100)
    #expect(Limits(factor: 7).raised(100) == 700)
    #expect(Limits(factor: -3).raised(100) == 100)
    #expect(Limits(factor: .max).raised(100) == .max)
  }

  @Test("A refusal names the factor that would do")
  func refusal() {
    #expect(
      Limits.standard.refusal(of: 201, over: 100, unit: "bytes")
        == "201 bytes, more than the limit of 100; --limits 3 would allow it")
    #expect(Limits(factor: 3).raised(100) >= 201)
  }
}
