/// How much of each pixel of a square picture lies under strokes, 0 … 1.
package struct StrokeCoverage {
  let side: Int
  package private(set) var values: [Float]

  /// Nothing yet.
  package init(side: Int) {
    self.side = side
    values = Array(repeating: 0, count: side * side)
  }

  /// Adds a straight stretch with round ends.
  package mutating func addLine(from: SkeletonPoint, to: SkeletonPoint, radius: Float) {
    let reach = radius + 1
    let columns = Self.pixels(min(from.x, to.x) - reach, max(from.x, to.x) + reach, side)
    let rows = Self.pixels(min(from.y, to.y) - reach, max(from.y, to.y) + reach, side)
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = dx * dx + dy * dy
    let factor = length > 0 ? 1 / length : 0
    for row in rows {
      let y = Float(row) + 0.5 - from.y
      for column in columns {
        let x = Float(column) + 0.5 - from.x
        let t = min(max((x * dx + y * dy) * factor, 0), 1)
        let (ex, ey) = (x - t * dx, y - t * dy)
        // A stroke thinner than a pixel covers a part of it.
        let covered = min(radius + 0.5 - (ex * ex + ey * ey).squareRoot(), 2 * radius)
        let at = row * side + column
        if covered > values[at] { values[at] = min(covered, 1) }
      }
    }
  }

  private static func pixels(_ low: Float, _ high: Float, _ side: Int) -> Range<Int> {
    let first = min(max(Int(low), 0), side)
    return first..<max(first, min(Int(high) + 1, side))
  }
}
