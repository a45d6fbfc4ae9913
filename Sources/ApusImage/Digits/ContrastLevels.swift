/// Which values of contrast are background and which are ink.
struct ContrastLevels {
  /// Up to here all is background.
  let black: Double
  /// What touches ink belongs to it from here on.
  let faint: Int
  /// Ink for certain from here on.
  let ink: Int

  /// The least contrast, of 255, that counts as ink.
  private static let leastContrast = 20.0

  /// The levels of a picture, or nil where no ink stands out from the background.
  ///
  /// The threshold is the one that leaves most variance between its two sides (Otsu, "A threshold selection
  /// method from gray-level histograms", IEEE Transactions on Systems, Man, and Cybernetics 9, 1979), the
  /// background counted as at most ten times what is beyond its noise: where ink is one pixel in a thousand,
  /// Otsu's method otherwise cuts the noise in two.
  ///
  /// - Parameters:
  ///   - histogram: how many pixels have each of 256 values of contrast.
  ///   - noise: the standard deviation of the background's.
  init?(histogram: [Int], noise: Double) {
    let floor = Int(max(8, 4 * noise))
    guard floor < 256 else { return nil }
    let candidates = Double(histogram[floor...].reduce(0, +))
    let background = Double(histogram[..<floor].reduce(0, +))
    guard candidates > 0, background > 0 else { return nil }
    let share = min(1, 10 * candidates / background)
    let counts = histogram.indices.map { Double(histogram[$0]) * ($0 < floor ? share : 1) }

    let count = counts.reduce(0, +)
    let sum = counts.indices.reduce(0) { $0 + Double($1) * counts[$1] }
    var (belowCount, belowSum) = (0.0, 0.0)
    var best = (variance: 0.0, threshold: 0, low: 0.0, high: 0.0)
    for value in 0..<255 {
      belowCount += counts[value]
      belowSum += Double(value) * counts[value]
      guard belowCount > 0, belowCount < count else { continue }
      let (low, high) = (belowSum / belowCount, (sum - belowSum) / (count - belowCount))
      let variance = belowCount * (count - belowCount) * (high - low) * (high - low)
      if variance > best.variance { best = (variance, value + 1, low, high) }
    }
    let contrast = best.high - best.low
    guard contrast >= max(Self.leastContrast, 5 * noise) else { return nil }
    ink = best.threshold
    black = min(best.low + noise, Double(ink) - 1)
    faint = min(ink, Int(max(black + 0.1 * contrast, best.low + 3 * noise)) + 1)
  }
}
