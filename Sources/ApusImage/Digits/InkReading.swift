/// A picture's contrast with its paper, its noise averaged out as far as it must be.
struct InkReading {
  let paper: Paper
  private(set) var contrast: Contrast
  private(set) var levels: ContrastLevels

  /// The best reading: where a first one, of evenly lit paper, leaves doubts, those of shadowed paper are tried, with ink
  /// darker and lighter than it.
  init(of picture: Image, isSmall: Bool) {
    let grid = ColorGrid(of: picture, isSmall: isSmall)
    self.init(of: picture, on: grid.evenPaper)
    let isEven = grid.isEven
    // Strokes of a few pixels are as broad as shadows.
    if isSmall, levels.clarity >= Self.clear { return }
    guard !isEven || levels.clarity < Self.clear || borderShare > 0.1 || shade > 0.5 else { return }
    // Only much more clarity outweighs a reading that is good enough by itself.
    var best = quality * (isEven && levels.clarity >= Self.clear && shade <= 0.5 ? 1.5 : 1)
    let shadows = ShadowedPaper(of: picture, isSmall: isSmall)
    // Strips of scans do not go on beyond the picture's sides, as shadows do.
    let hasStrips = levels.isInk && borderShare(inset: 0) > 0.1
    for number in 0..<(hasStrips ? 4 : 2) {
      let paper = shadows.paper(isReversed: number % 2 == 1, goesOn: number < 2)
      let other = InkReading(of: picture, on: paper)
      let quality = other.quality
      if quality > best { (self, best) = (other, quality) }
    }
  }

  /// From here on a reading is not doubted.
  private static let clear = 10.0

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

  /// Whether what stands out from the background lies along much of the picture's border, as the shadow on a sheet that nobody
  /// has written on.
  var isShadow: Bool { borderShare > 0.15 }

  /// How much it looks as ink does: clear, with little that is between paper and ink, or on the other side of the paper, and
  /// not along the border.
  private var quality: Double {
    min(levels.clarity, 30) / ((1 + shade + 4 * opposite) * (1 + 50 * borderShare * borderShare))
  }

  /// How many pixels there are that may be ink for each that is: strokes have some at their edges, shadows many.
  private var shade: Double {
    let counts = contrast.histogram.counts
    return share(of: counts[(255 + levels.faint)..<(255 + levels.ink)])
  }

  /// How many pixels there are that differ from the paper as ink does, but on the other side, for each that is ink: where what
  /// seems to be ink is paper between strokes, the strokes themselves.
  private var opposite: Double {
    share(of: contrast.histogram.counts[...(255 - Int(levels.contrast / 3))])
  }

  private func share(of counts: ArraySlice<Int>) -> Double {
    Double(counts.reduce(0, +))
      / Double(max(contrast.histogram.counts[(255 + levels.ink)...].reduce(0, +), 1))
  }

  /// How much of the picture's border is ink, or of what lies a tenth of the picture inwards if that is less: much of a
  /// shadow or a table, but not of the narrow strips that scans have, nor of a digit that comes near to the border.
  private var borderShare: Double {
    min(borderShare(inset: 0), borderShare(inset: min(contrast.width, contrast.height) / 10))
  }

  /// The share of ink on the sides of a rectangle so far inside the picture.
  private func borderShare(inset: Int) -> Double {
    let (width, right, bottom) = (contrast.width, contrast.width - 1 - inset, contrast.height - 1 - inset)
    var (count, all) = (0, 0)
    for y in inset...bottom {
      let step = y == inset || y == bottom ? 1 : max(right - inset, 1)
      for x in stride(from: inset, through: right, by: step) {
        all += 1
        if Int(contrast.values[y * width + x]) >= levels.ink { count += 1 }
      }
    }
    return Double(count) / Double(all)
  }
}
