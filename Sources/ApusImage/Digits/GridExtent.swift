/// The extents of a coarse grid of a picture, whose cells are numbered row by row.
struct GridExtent {
  /// Columns.
  let width: Int
  /// Rows.
  let height: Int

  /// The number of cells.
  var count: Int { width * height }

  /// Whether a cell is at least this far from all sides.
  func isInside(_ index: Int, border: Int) -> Bool {
    let (x, y) = (index % width, index / width)
    return x >= border && x < width - border && y >= border && y < height - border
  }
}
