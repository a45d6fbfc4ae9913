/// Paper with all that is broader than a stroke: shadows, however hard their edges are, and tables' edges. A picture's
/// colors are opened, as in the top-hat transform (Serra, "Image Analysis and Mathematical Morphology", 1982).
struct ShadowedPaper {
  private let extent: GridExtent
  /// For each channel the picture's colors, averaged to the grid.
  private let colors: [[Double]]
  /// From paper to ink, which is narrow.
  private let direction: ColorDirection
  /// What no stroke holds.
  private let disc: Disc

  /// Most cells along a side of the grid, so that the edge of a shadow is narrow.
  private static let mostCells = 256

  /// - Parameters:
  ///   - picture: the picture.
  ///   - isSmall: whether it was enlarged from a few pixels.
  init(of picture: Image, isSmall: Bool) {
    let grid = picture.reduced(toSide: Self.mostCells)
    let extent = GridExtent(width: grid.width, height: grid.height)
    self.extent = extent
    colors = (0..<grid.channels).map { channel in
      (0..<extent.count).map { Double(grid.pixels[$0 * grid.channels + channel]) }
    }
    let (longer, shorter) = (max(extent.width, extent.height), min(extent.width, extent.height))
    let disc = Disc(radius: max(1, min(longer / (isSmall ? 5 : 10), max(shorter / 4, 2))))
    self.disc = disc
    direction = ColorDirection(
      from: extent, toInkIn: colors.map { disc.hats($0, width: extent.width, height: extent.height) })
  }

  /// The paper.
  /// - Parameters:
  ///   - isReversed: whether ink is on the other side of the paper than it seems to be.
  ///   - goesOn: whether what lies along the picture's sides goes on beyond them, as shadows do, and the strips of scans do not.
  func paper(isReversed: Bool, goesOn: Bool) -> Paper {
    let (width, height) = (extent.width, extent.height)
    let direction = isReversed ? direction.reversed : direction
    // Noise is averaged; the edges of shadows move by a cell.
    let along = extent.smoothed(extent.smoothed(direction.values(of: colors)))
    let opened =
      goesOn
      ? extent.bordered(along, by: disc.radius) { disc.opened($0, width: $1.width, height: $1.height) }
      : disc.opened(along, width: width, height: height)
    // At a shadow's edge paper is as far towards ink as on the edge's dark side.
    let ground = Disc(radius: 1).extremes(of: opened, width: width, height: height, Greatest.self)
    // These are extremes of the paper's noise; paper is in its middle.
    var above = along.indices.map { along[$0] - ground[$0] }
    let middle = above.select(above.count / 2)
    return Paper(direction: direction, values: ground.map { $0 + middle }, grid: extent)
  }
}

extension GridExtent {
  /// What is made of values with a border around them, without the border. Beyond its sides a picture goes on as it ends: light
  /// falls off further, and a shadow on the side has no other edge. That is its mirror image, turned over about the value at the
  /// side.
  fileprivate func bordered(
    _ values: [Double], by border: Int, make: ([Double], GridExtent) -> [Double]
  ) -> [Double] {
    let outer = GridExtent(width: width + 2 * border, height: height + 2 * border)
    /// The place in the picture, and how often that at the side counts beside it.
    func place(_ index: Int, _ count: Int) -> (at: Int, side: Int)? {
      if index < 0 { return (min(-index, count - 1), 0) }
      return index < count ? nil : (max(2 * count - 2 - index, 0), count - 1)
    }
    var padded = [Double](repeating: 0, count: outer.count)
    for y in 0..<height {
      let row = (y + border) * outer.width + border
      for x in -border..<width + border {
        padded[row + x] =
          place(x, width).map { 2 * values[y * width + $0.side] - values[y * width + $0.at] }
          ?? values[y * width + x]
      }
    }
    for y in -border..<height + border {
      guard let (at, side) = place(y, height) else { continue }
      let (row, from, edge) = (
        (y + border) * outer.width, (at + border) * outer.width, (side + border) * outer.width
      )
      for x in 0..<outer.width { padded[row + x] = 2 * padded[edge + x] - padded[from + x] }
    }
    let made = make(padded, outer)
    return (0..<count).map { made[($0 / width + border) * outer.width + $0 % width + border] }
  }

  /// Each cell averaged with its neighbors by the weights 1, 2, 1 in both directions.
  fileprivate func smoothed(_ values: [Double]) -> [Double] {
    var (rows, result) = (values, values)
    for y in 0..<height {
      for x in 0..<width {
        let at = y * width
        rows[at + x] =
          (values[at + max(x - 1, 0)] + 2 * values[at + x] + values[at + min(x + 1, width - 1)]) / 4
      }
    }
    for y in 0..<height {
      let (above, below) = (max(y - 1, 0) * width, min(y + 1, height - 1) * width)
      for x in 0..<width {
        result[y * width + x] = (rows[above + x] + 2 * rows[y * width + x] + rows[below + x]) / 4
      }
    }
    return result
  }
}
