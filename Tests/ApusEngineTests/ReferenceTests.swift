import Testing

/// What the engine's tests are judged by notices what is wrong.
@Suite struct ReferenceTests {
  @Test func aDifferenceWithinTheToleranceOfTheLargestIsNone() {
    #expect(Reference.disagreement([100.0005, 1] as [Float], [100, 1], "it", 1e-5).isEmpty)
  }

  @Test(arguments: [[1, 2.001], [1, .nan], [.nan, 2], [1, .infinity], [1], []] as [[Float]])
  func whatDiffersIsToldWhereverItIs(_ found: [Float]) {
    #expect(Reference.disagreement(found, [1, 2], "it", 1e-5).count == 1)
  }
}
