/// The surfaces that the colors of a picture's paper lie on: light that changes slowly.
///
/// They are fitted from two beginnings; those count that most of the picture lies near to. The border, where ink seldom
/// is, counts more.
struct PaperSurfaces {
  /// For each channel the values at the cells of a grid.
  private(set) var values: [[Double]] = []
  /// The shares of all cells that lie near to the surfaces.
  private var support = 0.0

  /// - Parameter colors: for each channel the values of the grid's cells.
  init(through colors: [[Double]], on grid: GridExtent) {
    let border = max(1, max(grid.width, grid.height) / 8)
    let shares = (0..<grid.count).map { grid.isInside($0, border: border) ? 0.25 : 1.0 }
    let all = PaperSurfaces(through: colors, on: grid, shares: shares, from: shares)
    let major = Self.majority(of: colors, shares: shares)
    let one = PaperSurfaces(through: colors, on: grid, shares: shares, from: major)
    self = one.support > all.support ? one : all
  }

  /// Surfaces through colors, fitted first to some of the cells; then cells that are far from the surfaces do not count.
  private init(through colors: [[Double]], on grid: GridExtent, shares: [Double], from initial: [Double]) {
    var weights = initial
    var distances = [Double](repeating: 0, count: grid.count)
    for _ in 0..<6 {
      values = colors.map {
        QuadraticSurface(values: $0, weights: weights, width: grid.width, height: grid.height)
          .values(width: grid.width, height: grid.height)
      }
      Self.measure(&distances, from: colors, to: values)
      let limit = Self.limit(of: distances, where: weights)
      var (support, isSettled) = (0.0, true)
      for at in 0..<grid.count {
        let weight = distances[at] <= limit ? shares[at] : 0
        if weight != weights[at] { isSettled = false }
        weights[at] = weight
        support += distances[at] <= 8 ? shares[at] : 0
      }
      self.support = support
      // The same weights would give the same surfaces.
      if isSettled { return }
    }
  }

  /// How far colors are from surfaces, the mean over the channels.
  private static func measure(_ distances: inout [Double], from colors: [[Double]], to surfaces: [[Double]]) {
    let channels = Double(colors.count)
    for at in distances.indices { distances[at] = 0 }
    for channel in colors.indices {
      let (color, surface) = (colors[channel], surfaces[channel])
      for at in distances.indices { distances[at] += abs(color[at] - surface[at]) }
    }
    for at in distances.indices { distances[at] /= channels }
  }

  /// Beyond what distance a cell does not count: three times the middle one of those that count, 2 at least.
  private static func limit(of distances: [Double], where weights: [Double]) -> Double {
    var (counted, near) = (0, 0)
    for at in distances.indices where weights[at] > 0 {
      counted += 1
      if 3 * distances[at] <= 2 { near += 1 }
    }
    // Of clear paper it need not be selected.
    if near > counted / 2 { return 2 }
    var rest: [Double] = []
    rest.reserveCapacity(counted)
    for at in distances.indices where weights[at] > 0 { rest.append(distances[at]) }
    return max(2, 3 * rest.select(rest.count / 2))
  }

  /// The shares of those cells that are lighter or darker than the best threshold, whichever are more.
  private static func majority(of colors: [[Double]], shares: [Double]) -> [Double] {
    let light = colors.count == 1 ? colors[0] : ColorDirection(weights: [0.3, 0.6, 0.1]).values(of: colors)
    var histogram = [Double](repeating: 0, count: 256)
    for at in light.indices { histogram[Int(min(max(light[at], 0), 255))] += shares[at] }
    let split = Threshold(of: histogram)
    let below = histogram[..<split.value].reduce(0, +)
    let isLow = 2 * below > histogram.reduce(0, +)
    return light.indices.map { (Int(min(max(light[$0], 0), 255)) < split.value) == isLow ? shares[$0] : 0 }
  }
}
