/// A direction of color: how much of each color counts. Ink lies from its paper in one direction.
struct ColorDirection {
  /// The shares of red, green and blue, whose magnitudes add up to 1. A picture in one channel has thirds.
  let weights: InlineArray<3, Double>

  /// The other way.
  var reversed: ColorDirection {
    ColorDirection(weights: [-weights[0], -weights[1], -weights[2]])
  }

  /// The shares of the channels of a picture.
  func weights(channels: Int) -> InlineArray<3, Float> {
    channels == 1
      ? [Float(weights[0] + weights[1] + weights[2]), 0, 0]
      : [Float(weights[0]), Float(weights[1]), Float(weights[2])]
  }

  /// What colors have of the direction.
  /// - Parameter colors: for each channel the values of a grid's cells.
  func values(of colors: [[Double]]) -> [Double] {
    if colors.count == 1 {
      let factor = weights[0] + weights[1] + weights[2]
      return colors[0].map { factor * $0 }
    }
    return colors[0].indices.map {
      weights[0] * colors[0][$0] + weights[1] * colors[1][$0] + weights[2] * colors[2][$0]
    }
  }
}

extension ColorDirection {
  /// The direction in which colors differ most from 0, which is paper: from paper to ink. The far ones count most.
  /// - Parameter colors: for each channel how far the cells of a grid are from the paper.
  init(from paper: GridExtent, toInkIn colors: [[Double]]) {
    let inside = Self.cells(of: paper, withInkIn: colors)
    var direction: InlineArray<3, Double> = [1.0 / 3, 1.0 / 3, 1.0 / 3]
    if colors.count > 1 { direction = Self.mainAxis(of: colors, at: inside) }
    // Ink differs from paper by more than paper from itself, on one side: the sign of the sum of cubes.
    var sum = 0.0
    for at in inside {
      var value = 0.0
      for channel in 0..<3 { value += direction[channel] * colors[colors.count == 1 ? 0 : channel][at] }
      sum += value * value * value
    }
    if sum < 0 { for row in 0..<3 { direction[row] = -direction[row] } }
    weights = direction
  }

  /// The cells that count: what lies along the border may be a table, unless nearly nothing is elsewhere.
  private static func cells(of grid: GridExtent, withInkIn colors: [[Double]]) -> [Int] {
    let border = min(grid.width, grid.height) / 8
    let inside = (0..<grid.count).filter { grid.isInside($0, border: border) }
    func strength(_ at: Int) -> Double {
      let value = colors.reduce(0) { $0 + abs($1[at]) }
      return value * value * value
    }
    let all = (0..<grid.count).reduce(0) { $0 + strength($1) }
    return 6 * inside.reduce(0, { $0 + strength($1) }) < all ? Array(0..<grid.count) : inside
  }

  /// The main axis of the second moments of colors, each counted by its square, by powers of the matrix.
  private static func mainAxis(of colors: [[Double]], at cells: [Int]) -> InlineArray<3, Double> {
    var moments = InlineArray<9, Double>(repeating: 0)
    for at in cells {
      let color: InlineArray<3, Double> = [colors[0][at], colors[1][at], colors[2][at]]
      let square = color[0] * color[0] + color[1] * color[1] + color[2] * color[2]
      for row in 0..<3 {
        for column in 0..<3 { moments[3 * row + column] += square * color[row] * color[column] }
      }
    }
    var direction: InlineArray<3, Double> = [1, 1.01, 0.99]
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
    return direction
  }
}
