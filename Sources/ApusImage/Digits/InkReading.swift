/// A picture's contrast with its paper, its noise averaged out as far as it must be.
struct InkReading {
  let paper: Paper
  private(set) var contrast: Contrast
  private(set) var levels: ContrastLevels

  /// The clearest reading: where ink does not stand out well from a first guess of the paper, others are tried.
  init(of picture: Image, on grid: ColorGrid) {
    let isEven = grid.isEven
    self.init(of: picture, on: isEven ? grid.evenPaper : grid.shadedPaper(isReversed: false))
    guard levels.clarity < (isEven ? Self.clear : Self.clearInShadow) else { return }
    var others: [Paper] = []
    if isEven { others.append(grid.shadedPaper(isReversed: false)) }
    others.append(grid.shadedPaper(isReversed: true))
    for paper in others {
      let other = InkReading(of: picture, on: paper)
      // Only much more clarity outweighs a reading that is clear enough by itself.
      let factor = levels.clarity < Self.clear ? 1 : 1.5
      if other.levels.clarity > factor * levels.clarity { self = other }
    }
  }

  /// From here on a reading is not doubted.
  private static let clear = 10.0
  /// The same where the paper is uneven, and what is narrow may be paper between strokes.
  private static let clearInShadow = 30.0

  private init(of picture: Image, on paper: Paper) {
    self.paper = paper
    contrast = Contrast(of: picture, on: paper)
    levels = ContrastLevels(histogram: contrast.histogram)
    var step = 1
    while levels.isNoisy, step <= 4 {
      contrast.smooth(step: step)
      levels = ContrastLevels(histogram: contrast.histogram)
      step *= 2
    }
  }
}
