/// Which values of contrast are background and which are ink.
struct ContrastLevels {
  /// Up to here all is background.
  let black: Double
  /// What touches ink belongs to it from here on.
  let faint: Int
  /// Ink for certain from here on.
  let ink: Int
  /// How far ink is from the background on average.
  let contrast: Double
  /// The standard deviation of the background.
  let noise: Double

  /// The least contrast, of 255, that counts as ink.
  private static let leastContrast = 20.0

  /// Whether ink stands out from the background.
  var isInk: Bool { contrast >= max(Self.leastContrast, 5 * noise) }
  /// Whether the background's noise is near to ink.
  var isNoisy: Bool { 14 * noise > contrast }

  /// How many times as far from the background as its noise ink is.
  var clarity: Double { contrast / noise }

  /// The levels of a picture.
  ///
  /// The threshold is Otsu's, the background counted as at most ten times what is beyond its noise: where ink is one pixel in a thousand,
  /// Otsu's method otherwise cuts the noise in two.
  init(histogram: ContrastHistogram) {
    let histogram = histogram.counts
    // Of paper half lies below 0, and of that two thirds within a standard deviation.
    let below = Array(histogram[...255].reversed())
    noise = max(0.5, Double(quantile(0.68, of: below)))
    var positive = Array(histogram[255...])
    positive[0] += histogram[..<255].reduce(0, +)
    let floor = min(255, Int(max(8, 4 * noise)))
    let candidates = Double(positive[floor...].reduce(0, +))
    let background = Double(positive[..<floor].reduce(0, +))
    let share = min(1, 10 * candidates / max(background, 1))
    let counts = positive.indices.map { Double(positive[$0]) * ($0 < floor ? share : 1) }

    let best = Threshold(of: counts)
    contrast = candidates > 0 ? best.high - best.low : 0
    ink = best.value
    black = min(best.low + noise, Double(ink) - 1)
    // Strokes have edges, but no more of these than of ink; what is more is light that changes.
    var faint = min(ink, Int(max(black + 0.1 * contrast, best.low + 3 * noise)) + 1)
    var edges = positive[faint..<ink].reduce(0, +)
    let most = positive[ink...].reduce(0, +)
    while edges > most {
      edges -= positive[faint]
      faint += 1
    }
    self.faint = faint
  }
}
