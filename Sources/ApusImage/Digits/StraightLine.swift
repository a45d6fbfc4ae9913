/// A long thin line across a picture, nearly level: of ruled paper, of a form's box.
struct StraightLine {
  /// The row where it meets the picture's first column, and how far down it goes from column to column.
  let start: Double
  let slope: Double
  /// Its first and last column.
  let left: Int
  let right: Int
  /// How many pixels high it is.
  let thickness: Int
  /// Its middle contrast.
  let level: Int

  /// The row where it is in a column.
  func row(at x: Int) -> Int { Int((start + slope * Double(x)).rounded()) }

  /// Whether it goes from border to border, or from one line across it to another, as a side of a box does.
  /// - Parameters:
  ///   - width: the picture's extent along this line.
  ///   - others: the lines across it, along whose own extent their columns are counted.
  func isRuling(width: Int, among others: [StraightLine]) -> Bool {
    let margin = max(width / 16, 2)
    func isEnd(_ x: Int) -> Bool {
      if x <= margin || x >= width - 1 - margin { return true }
      let y = row(at: x)
      return others.contains { other in
        abs(other.row(at: y) - x) <= margin && y >= other.left - margin && y <= other.right + margin
          && 2 * thickness <= 3 * other.thickness + 2
      }
    }
    return isEnd(left) && isEnd(right)
  }

  /// The rows of ink in a column at a row or near it; nil where there are none.
  static func run(
    in values: [UInt8], width: Int, height: Int, x: Int, near row: Int, reach: Int, least: Int
  ) -> Range<Int>? {
    func isInk(_ y: Int) -> Bool { y >= 0 && y < height && Int(values[y * width + x]) >= least }
    var from = row
    if !isInk(row) {
      var distance = 1
      while distance <= reach, !isInk(row - distance), !isInk(row + distance) { distance += 1 }
      guard distance <= reach else { return nil }
      from = isInk(row - distance) ? row - distance : row + distance
    }
    var (top, bottom) = (from, from)
    while isInk(top - 1) { top -= 1 }
    while isInk(bottom + 1) { bottom += 1 }
    return top..<bottom + 1
  }

  /// Takes a line out of a picture, but where a stroke crosses it.
  func erase(from values: inout [UInt8], width: Int, height: Int, least: Int) {
    let reach = max(1, max(width, height) / 200)
    let full = min(255, level + max(level * 4 / 10, 12))
    for x in max(0, left - reach)...min(width - 1, right + reach) {
      guard
        let run = Self.run(
          in: values, width: width, height: height, x: x, near: row(at: x), reach: reach, least: least)
      else { continue }
      var peak = 0
      for y in run { peak = max(peak, Int(values[y * width + x])) }
      guard peak <= full, 2 * run.count <= 3 * thickness + 2 else { continue }
      for y in max(0, run.lowerBound - 1)..<min(height, run.upperBound + 1) { values[y * width + x] = 0 }
    }
  }
}
