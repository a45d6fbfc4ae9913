/// A picture averaged to a coarse grid, with the surfaces that its paper's colors lie on: light that changes slowly.
struct ColorGrid {
  /// Columns.
  let width: Int
  /// Rows.
  let height: Int
  /// For each channel the values of the surface through the paper.
  private let surfaces: [[Double]]
  /// For each channel how far the picture is from its surface.
  private let rest: [[Double]]
  /// What no stroke holds.
  private let disc: Disc
  /// Whether the picture was enlarged from a few pixels, of which strokes are a large share.
  private let isSmall: Bool

  /// Most cells along a side of the grid.
  private static let mostCells = 64

  /// - Parameters:
  ///   - picture: the picture.
  ///   - isSmall: whether it was enlarged from a few pixels.
  init(of picture: Image, isSmall: Bool) {
    let grid = picture.reduced(toSide: Self.mostCells)
    let (width, height, channels) = (grid.width, grid.height, grid.channels)
    let count = width * height
    let colors = (0..<channels).map { channel in
      (0..<count).map { Double(grid.pixels[$0 * channels + channel]) }
    }
    let fitted = Self.fit(colors, width: width, height: height)
    (self.width, self.height, self.isSmall) = (width, height, isSmall)
    surfaces = fitted
    rest = colors.indices.map { channel in
      (0..<count).map { colors[channel][$0] - fitted[channel][$0] }
    }
    let (longer, shorter) = (max(width, height), min(width, height))
    disc = Disc(radius: max(1, min(longer / (isSmall ? 5 : 10), max(shorter / 4, 2))))
  }

  /// The paper as the surface, which leaves strokes as they are, however wide.
  var evenPaper: Paper {
    let direction = Self.direction(of: rest, width: width, height: height)
    return Paper(
      direction: direction, values: Self.project(surfaces, on: direction), width: width, height: height)
  }

  /// Whether the surface explains the paper: what remains is of two kinds, and the farther one no shadow.
  var isEven: Bool {
    let along = Self.project(rest, on: Self.direction(of: rest, width: width, height: height))
    return Self.isTwofold(along, spread: isSmall ? 5 : 12)
      && !Self.isBroad(along, width: width, height: height, mostBorder: isSmall ? 0.6 : 0.25)
  }

  /// The paper with all that is broader than a stroke: shadows and tables' edges. What remains after the surface is
  /// opened, as in the top-hat transform (Serra, "Image Analysis and Mathematical Morphology", 1982).
  /// - Parameter isReversed: whether ink is on the other side of the paper than it seems to be.
  func shadedPaper(isReversed: Bool) -> Paper {
    let hats = rest.map { Self.narrow($0, disc: disc, width: width, height: height) }
    var direction = Self.direction(of: hats, width: width, height: height)
    if isReversed { for channel in 0..<3 { direction[channel] = -direction[channel] } }
    let along = Self.project(rest, on: direction)
    var ground = disc.extremes(of: along, width: width, height: height, min)
    ground = disc.extremes(of: ground, width: width, height: height, max)
    // At a shadow's edge paper is as far towards ink as on the edge's dark side.
    ground = Disc(radius: 1).extremes(of: ground, width: width, height: height, max)
    // These are extremes of the paper's noise; paper is in its middle.
    var above = along.indices.map { along[$0] - ground[$0] }
    let middle = Self.select(above.count / 2, of: &above)
    let surface = Self.project(surfaces, on: direction)
    return Paper(
      direction: direction, values: along.indices.map { surface[$0] + ground[$0] + middle }, width: width,
      height: height)
  }

  /// Surfaces through the paper's colors: of those that two beginnings lead to, those that most of the picture lies
  /// near to. The border, where ink seldom is, counts more.
  private static func fit(_ colors: [[Double]], width: Int, height: Int) -> [[Double]] {
    let border = max(1, max(width, height) / 8)
    let shares = (0..<width * height).map {
      isInside($0, border: border, width: width, height: height) ? 0.25 : 1.0
    }
    let (all, allSupport) = fit(colors, shares: shares, from: shares, width: width, height: height)
    let major = majority(of: colors, shares: shares)
    let (one, oneSupport) = fit(colors, shares: shares, from: major, width: width, height: height)
    return oneSupport > allSupport ? one : all
  }

  /// Surfaces through colors, fitted first to some of the cells; then cells that are far from the surfaces do not count.
  /// - Returns: the surfaces, and the shares of what is near to them.
  private static func fit(
    _ colors: [[Double]], shares: [Double], from initial: [Double], width: Int, height: Int
  ) -> (surfaces: [[Double]], support: Double) {
    let count = width * height
    var weights = initial
    var surfaces: [[Double]] = []
    var support = 0.0
    for _ in 0..<6 {
      surfaces = colors.map {
        QuadraticSurface(values: $0, weights: weights, width: width, height: height)
          .values(width: width, height: height)
      }
      let distances = (0..<count).map { at in
        var sum = 0.0
        for channel in colors.indices { sum += abs(colors[channel][at] - surfaces[channel][at]) }
        return sum / Double(colors.count)
      }
      var counted = (0..<count).filter { weights[$0] > 0 }.map { distances[$0] }
      let limit = max(2, 3 * select(counted.count / 2, of: &counted))
      weights = (0..<count).map { distances[$0] <= limit ? shares[$0] : 0 }
      support = (0..<count).reduce(0) { $0 + (distances[$1] <= 8 ? shares[$1] : 0) }
    }
    return (surfaces, support)
  }

  /// The shares of those cells that are lighter or darker than the best threshold, whichever are more.
  private static func majority(of colors: [[Double]], shares: [Double]) -> [Double] {
    let light = colors.count == 1 ? colors[0] : project(colors, on: [0.3, 0.6, 0.1])
    var histogram = [Double](repeating: 0, count: 256)
    for at in light.indices { histogram[Int(min(max(light[at], 0), 255))] += shares[at] }
    let split = Threshold(of: histogram)
    let below = histogram[..<split.value].reduce(0, +)
    let isLow = 2 * below > histogram.reduce(0, +)
    return light.indices.map { (Int(min(max(light[$0], 0), 255)) < split.value) == isLow ? shares[$0] : 0 }
  }

  /// What is narrower than a disc, brighter or darker.
  private static func narrow(_ values: [Double], disc: Disc, width: Int, height: Int) -> [Double] {
    func extremes(_ values: [Double], _ pick: (Double, Double) -> Double) -> [Double] {
      disc.extremes(of: values, width: width, height: height, pick)
    }
    let opened = extremes(extremes(values, min), max)
    let closed = extremes(extremes(values, max), min)
    return values.indices.map { 2 * values[$0] - opened[$0] - closed[$0] }
  }

  /// The direction of color in which values are strongest, the far ones counting most, from paper to ink.
  private static func direction(of colors: [[Double]], width: Int, height: Int) -> InlineArray<3, Double> {
    var direction = InlineArray<3, Double>(repeating: 0)
    let border = min(width, height) / 8
    var inside = (0..<width * height).filter { isInside($0, border: border, width: width, height: height) }
    // What lies along the border may be a table, unless nearly nothing is elsewhere.
    func strength(_ at: Int) -> Double {
      let value = colors.reduce(0) { $0 + abs($1[at]) }
      return value * value * value
    }
    let all = (0..<width * height).reduce(0) { $0 + strength($1) }
    if 6 * inside.reduce(0, { $0 + strength($1) }) < all { inside = Array(0..<width * height) }
    if colors.count == 1 {
      direction = [1.0 / 3, 1.0 / 3, 1.0 / 3]
    } else {
      // The main axis of the second moments, by powers of the matrix.
      var moments = InlineArray<9, Double>(repeating: 0)
      for at in inside {
        let color: InlineArray<3, Double> = [colors[0][at], colors[1][at], colors[2][at]]
        let square = color[0] * color[0] + color[1] * color[1] + color[2] * color[2]
        for row in 0..<3 {
          for column in 0..<3 { moments[3 * row + column] += square * color[row] * color[column] }
        }
      }
      direction = [1, 1.01, 0.99]
      for _ in 0..<24 {
        var next = InlineArray<3, Double>(repeating: 0)
        for row in 0..<3 {
          for column in 0..<3 { next[row] += moments[3 * row + column] * direction[column] }
        }
        let length = abs(next[0]) + abs(next[1]) + abs(next[2])
        guard length > 0 else { break }
        for row in 0..<3 { direction[row] = next[row] / length }
      }
      let length = abs(direction[0]) + abs(direction[1]) + abs(direction[2])
      for row in 0..<3 { direction[row] /= length }
    }
    // Ink differs from paper by more than paper from itself, on one side: the sign of the sum of cubes.
    var sum = 0.0
    for at in inside {
      var value = 0.0
      for channel in 0..<3 { value += direction[channel] * colors[colors.count == 1 ? 0 : channel][at] }
      sum += value * value * value
    }
    if sum < 0 { for row in 0..<3 { direction[row] = -direction[row] } }
    return direction
  }

  /// What colors have of a direction.
  private static func project(_ colors: [[Double]], on direction: InlineArray<3, Double>) -> [Double] {
    if colors.count == 1 {
      let factor = direction[0] + direction[1] + direction[2]
      return colors[0].map { factor * $0 }
    }
    return colors[0].indices.map {
      direction[0] * colors[0][$0] + direction[1] * colors[1][$0] + direction[2] * colors[2][$0]
    }
  }

  /// Whether values are of two kinds, those near 0 much nearer to it than to the others.
  private static func isTwofold(_ values: [Double], spread: Double) -> Bool {
    var sorted = values
    let high = select(values.count - 1 - values.count / 100, of: &sorted)
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
  private static func isBroad(_ values: [Double], width: Int, height: Int, mostBorder: Double) -> Bool {
    var sorted = values
    let high = select(values.count - 1 - values.count / 100, of: &sorted)
    var (count, inked) = (0.0, 0.0)
    for at in values.indices where !isInside(at, border: 1, width: width, height: height) {
      count += 1
      if 2 * values[at] > high { inked += 1 }
    }
    if inked > mostBorder * count { return true }
    let disc = Disc(radius: max(1, max(width, height) / 5))
    let eroded = disc.extremes(of: values, width: width, height: height, min)
    let opened = disc.extremes(of: eroded, width: width, height: height, max)
    let all = values.reduce(0) { $0 + max($1, 0) }
    return opened.reduce(0) { $0 + max($1, 0) } > 0.6 * all
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

  private static func isInside(_ index: Int, border: Int, width: Int, height: Int) -> Bool {
    let (x, y) = (index % width, index / width)
    return x >= border && x < width - border && y >= border && y < height - border
  }
}
