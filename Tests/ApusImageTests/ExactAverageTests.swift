import ApusImage
import Testing

@Suite struct ExactAverageTests {
  /// Sums just below, at and above each half between two whole averages, where a quotient that is a little too large shows.
  @Test func dividesAsDivisionDoes() {
    let small = Array(1...40) + [255, 256, 257, 4095, 65_537, 763_813, 4_194_304, 12_000_001]
    let atTheLimit = [(1 << 24) - 1, 1 << 24, (1 << 24) + 1, 1 << 31, (1 << 40) + 7, (1 << 55) - 1]
    for total in (small + atTheLimit).map(UInt64.init) {
      let average = ExactAverage(total: total)
      for whole in 0..<UInt64(255) {
        let half = whole * total + total / 2
        for sum in [max(half, 2) - 2, max(half, 1) - 1, half, half + 1, half + 2] where sum <= 255 * total {
          let expected = UInt8((sum + total / 2) / total)
          #expect(average.rounded(sum) == expected, "\(sum) / \(total)")
        }
      }
      #expect(average.rounded(0) == 0 && average.rounded(255 * total) == 255)
    }
  }
}
