/// What a picture has of ink's direction beside the surfaces of its paper: ink alone, or shadows too.
struct PaperResidual {
  /// The values at a grid's cells; ink is positive.
  let values: [Double]
  let grid: GridExtent

  /// The value that one in a hundred exceeds.
  private var high: Double {
    var sorted = values
    return sorted.select(values.count - 1 - values.count / 100)
  }

  /// Whether values are of two kinds, those near 0 much nearer to it than to the others.
  /// - Parameter spread: how many times nearer.
  func isTwofold(spread: Double) -> Bool {
    let high = high
    guard high > 0 else { return true }
    // What is nearer to 0 than to the far ones is paper.
    var (sum, count, below) = (0.0, 0, 0)
    for value in values where value < high / 2 {
      sum += abs(value)
      count += 1
      if value < -high / 4 { below += 1 }
    }
    return spread * sum < high * Double(count) && 50 * below < count
  }

  /// Whether much of what lies on one side is broader than two fifths of the picture or runs along its border, as shadows
  /// do.
  /// - Parameter mostBorder: how much of the border ink may run along.
  func isBroad(mostBorder: Double) -> Bool {
    let high = high
    var (count, inked) = (0.0, 0.0)
    for at in values.indices where !grid.isInside(at, border: 1) {
      count += 1
      if 2 * values[at] > high { inked += 1 }
    }
    if inked > mostBorder * count { return true }
    let disc = Disc(radius: max(1, max(grid.width, grid.height) / 5))
    let opened = disc.opened(values, width: grid.width, height: grid.height)
    let all = values.reduce(0) { $0 + max($1, 0) }
    return opened.reduce(0) { $0 + max($1, 0) } > 0.6 * all
  }
}
