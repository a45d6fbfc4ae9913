/// The background of a picture of ink: what it would show without the ink, and whether ink is darker.
///
/// The picture is averaged to a coarse grid. A quadratic surface is fitted to it, cells that are far from the
/// surface left out in turn; that is the light's slow change. What remains after the surface is closed (for
/// dark ink) or opened (for light ink), as in the bottom-hat and top-hat transforms (Serra, "Image Analysis
/// and Mathematical Morphology", 1982): shadows and tables' edges, broader than any stroke, join the background.
struct Illumination {
  /// The background, as large as the picture.
  let background: Image
  /// Whether ink is darker than the background.
  let isInkDark: Bool

  /// Most cells along a side of the grid.
  private static let mostCells = 64

  /// - Precondition: the picture has one channel.
  init(of picture: Image) {
    let grid = picture.reduced(toSide: Self.mostCells)
    let (width, height) = (grid.width, grid.height)
    let values = grid.pixels.map(Double.init)
    let surface = Self.fit(values, width: width, height: height)
    var rest = values.indices.map { values[$0] - surface[$0] }
    isInkDark = Self.isInkDark(rest, width: width, height: height)

    // Opening is closing upside down. Strokes are narrower than a fifth of the picture.
    let sign = isInkDark ? 1.0 : -1.0
    for at in rest.indices { rest[at] *= sign }
    let disc = Disc(radius: max(1, max(width, height) / 10))
    rest = disc.extremes(of: rest, width: width, height: height, max)
    rest = disc.extremes(of: rest, width: width, height: height, min)
    let pixels = values.indices.map { UInt8(min(max(surface[$0] + sign * rest[$0], 0), 255) + 0.5) }
    background = Image(width: width, height: height, channels: 1, pixels: pixels)
      .resized(width: picture.width, height: picture.height)
  }

  /// A surface through the background. The border, where ink seldom is, counts more; then cells far from the
  /// surface do not count.
  private static func fit(_ values: [Double], width: Int, height: Int) -> [Double] {
    let border = max(1, max(width, height) / 8)
    let initial = values.indices.map {
      isInside($0, border: border, width: width, height: height) ? 0.25 : 1.0
    }
    var weights = initial
    var surface: [Double] = []
    for _ in 0..<6 {
      let fitted = QuadraticSurface(values: values, weights: weights, width: width, height: height)
      surface = fitted.values(width: width, height: height)
      let distances = values.indices.map { abs(values[$0] - surface[$0]) }
      var counted = values.indices.filter { weights[$0] > 0 }.map { distances[$0] }
      let limit = max(2, 3 * Self.select(counted.count / 2, of: &counted))
      let next = values.indices.map { distances[$0] <= limit ? initial[$0] : 0 }
      // From then on nothing would change.
      if next == weights { break }
      weights = next
    }
    return surface
  }

  /// The value that would be at a place if the values were sorted: Hoare's selection, which reorders them.
  private static func select(_ place: Int, of values: inout [Double]) -> Double {
    var (low, high) = (0, values.count - 1)
    while low < high {
      let pivot = values[(low + high) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if place <= right { high = right } else if place >= left { low = left } else { break }
    }
    return values[place]
  }

  /// Ink differs from the background by more than the background from itself, on one side: the sign of the
  /// sum of cubes, away from the border if that leaves anything.
  private static func isInkDark(_ rest: [Double], width: Int, height: Int) -> Bool {
    let border = min(width, height) / 8
    var sum = 0.0
    for index in rest.indices where isInside(index, border: border, width: width, height: height) {
      sum += rest[index] * rest[index] * rest[index]
    }
    return sum < 0
  }

  private static func isInside(_ index: Int, border: Int, width: Int, height: Int) -> Bool {
    let (x, y) = (index % width, index / width)
    return x >= border && x < width - border && y >= border && y < height - border
  }
}
