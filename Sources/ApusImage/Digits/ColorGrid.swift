/// A picture averaged to a coarse grid, with the surfaces that its paper's colors lie on.
struct ColorGrid {
  private let extent: GridExtent
  /// For each channel the values of the surface through the paper.
  private let surfaces: [[Double]]
  /// For each channel how far the picture is from its surface.
  private let rest: [[Double]]
  /// Whether the picture was enlarged from a few pixels, of which strokes are a large share.
  private let isSmall: Bool

  /// Most cells along a side of the grid.
  private static let mostCells = 64

  /// - Parameters:
  ///   - picture: the picture.
  ///   - isSmall: whether it was enlarged from a few pixels.
  init(of picture: Image, isSmall: Bool) {
    let grid = picture.reduced(toSide: Self.mostCells)
    let (extent, channels) = (GridExtent(width: grid.width, height: grid.height), grid.channels)
    let colors = (0..<channels).map { channel in
      (0..<extent.count).map { Double(grid.pixels[$0 * channels + channel]) }
    }
    let fitted = PaperSurfaces(through: colors, on: extent).values
    (self.extent, self.isSmall) = (extent, isSmall)
    surfaces = fitted
    rest = colors.indices.map { channel in
      (0..<extent.count).map { colors[channel][$0] - fitted[channel][$0] }
    }
  }

  /// The paper as the surface, which leaves strokes as they are, however wide.
  var evenPaper: Paper {
    let direction = ColorDirection(from: extent, toInkIn: rest)
    return Paper(direction: direction, values: direction.values(of: surfaces), grid: extent)
  }

  /// Whether the surface explains the paper: what remains is of two kinds, and the farther one no shadow.
  var isEven: Bool {
    let along = ColorDirection(from: extent, toInkIn: rest).values(of: rest)
    let residual = PaperResidual(values: along, grid: extent)
    return residual.isTwofold(spread: isSmall ? 5 : 12) && !residual.isBroad(mostBorder: isSmall ? 0.6 : 0.25)
  }
}
