import ApusGraph

/// Signs of a script that nobody writes: three to six strokes between the nine places of a grid, so that what is learned is not the
/// letters that were drawn but what all scripts have and digits have not: bars, boxes, rings and crossings side by side.
enum InventedSign {
  /// The middle lines of one.
  static func skeleton(using source: inout RandomSource) -> Skeleton {
    let columns = 2 + source.integer(below: 2)
    let rows = 2 + source.integer(below: 2)
    let count = 3 + source.integer(below: 4)
    var strokes: Skeleton = []
    // A bar along the top, or a stem at a side, holds many scripts' signs together.
    switch source.integer(below: 5) {
    case 0: strokes.append([SkeletonPoint(-0.1, 0), SkeletonPoint(0.5, 0), SkeletonPoint(1.1, 0)])
    case 1: strokes.append([SkeletonPoint(1, 0), SkeletonPoint(1, 0.5), SkeletonPoint(1, 1)])
    case _: break
    }
    while strokes.count < count {
      strokes.append(stroke(columns: columns, rows: rows, using: &source))
    }
    return strokes
  }

  private static func place(_ columns: Int, _ rows: Int, using source: inout RandomSource) -> SkeletonPoint {
    let column = Float(source.integer(below: columns)) / Float(columns - 1)
    return SkeletonPoint(column, Float(source.integer(below: rows)) / Float(rows - 1))
  }

  /// A line, a bow, a corner, a ring or a dash.
  private static func stroke(columns: Int, rows: Int, using source: inout RandomSource) -> [SkeletonPoint] {
    let kind = source.integer(below: 8)
    let from = place(columns, rows, using: &source)
    var to = place(columns, rows, using: &source)
    if to == from { to = SkeletonPoint(1 - from.x, from.y == 0.5 ? 1 : 1 - from.y) }
    let middle = SkeletonPoint((from.x + to.x) / 2, (from.y + to.y) / 2)
    switch kind {
    case 0...2: return [from, middle, to]
    case 3, 4:
      let bulge = source.uniform(-0.45, 0.45)
      return [
        from, SkeletonPoint(middle.x - bulge * (to.y - from.y), middle.y + bulge * (to.x - from.x)), to,
      ]
    case 5:
      return [from, SkeletonPoint(from.x, to.y), to]
    case 6:
      let (width, height) = (source.uniform(0.12, 0.3), source.uniform(0.12, 0.3))
      let (x, y) = (0.2 + 0.6 * from.x, 0.2 + 0.6 * from.y)
      return [
        SkeletonPoint(x, y - height), SkeletonPoint(x - width, y), SkeletonPoint(x, y + height),
        SkeletonPoint(x + width, y), SkeletonPoint(x, y - height),
      ]
    case _:
      let across = source.integer(below: 2) == 0
      return [
        from, SkeletonPoint(from.x + (across ? 0.15 : 0), from.y + (across ? 0 : 0.15)),
        SkeletonPoint(from.x + (across ? 0.35 : 0), from.y + (across ? 0 : 0.35)),
      ]
    }
  }
}
