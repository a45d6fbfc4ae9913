extension Format {
  /// Rows of cells as lines of text, each column as wide as its widest cell, two spaces apart.
  ///
  /// - Parameters:
  ///   - rows: the cells of each line; lines may be of different lengths.
  ///   - numbers: the columns that are set to the right; all but the first, unless told otherwise.
  package static func table(_ rows: [[String]], numbers: some RangeExpression<Int> = 1...) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max()! }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ") + (numbers ~= column ? gap + cell : cell + gap)
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// A bar of a width that is filled up to a share.
  package static func bar(_ share: Double, width: Int) -> String {
    let done = max(0, min(width, Int((share * Double(width)).rounded())))
    return String(repeating: "█", count: done) + String(repeating: "░", count: width - done)
  }
}
