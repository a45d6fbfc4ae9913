/// Takes the lines of ruled paper and of boxes out of a picture.
struct LineRemoval {
  /// What is left.
  private(set) var values: [UInt8]
  /// How many lines were taken out.
  private(set) var count = 0

  init(from original: [UInt8], width: Int, height: Int, least: Int) {
    values = original
    var level = StraightLine.find(in: original, width: width, height: height, least: least)
    let turned = original.transposed(width: width, height: height)
    var upright = StraightLine.find(in: turned, width: height, height: width, least: least)
    let all = (level: level, upright: upright)
    level = level.filter { $0.isRuling(width: width, among: all.upright) }
    upright = upright.filter { $0.isRuling(width: height, among: all.level) }
    guard !level.isEmpty || !upright.isEmpty else { return }
    // What a line meets at its end is a digit whose stroke it is.
    let rest = Self.erased(level, upright, from: original, width: width, height: height, least: least)
    let turnedRest = rest.transposed(width: width, height: height)
    level = level.filter { !Self.isJoined($0, in: rest, width: width, height: height, least: least) }
    upright = upright.filter {
      !Self.isJoined($0, in: turnedRest, width: height, height: width, least: least)
    }
    guard !level.isEmpty || !upright.isEmpty else { return }
    let result = Self.erased(level, upright, from: original, width: width, height: height, least: least)
    // Something must be left that is shorter than the lines.
    guard
      let box = Self.box(of: result, width: width, height: height, least: least),
      level.isEmpty || 100 * box.width < 92 * width, upright.isEmpty || 100 * box.height < 92 * height
    else { return }
    values = result
    count = level.count + upright.count
  }

  private static func erased(
    _ level: [StraightLine], _ upright: [StraightLine], from original: [UInt8], width: Int, height: Int,
    least: Int
  ) -> [UInt8] {
    var values = original
    for line in level { line.erase(from: &values, width: width, height: height, least: least) }
    guard !upright.isEmpty else { return values }
    var turned = values.transposed(width: width, height: height)
    for line in upright { line.erase(from: &turned, width: height, height: width, least: least) }
    return turned.transposed(width: height, height: width)
  }

  /// Whether there is as much ink around an end of a line as a stroke has that goes on from there.
  private static func isJoined(
    _ line: StraightLine, in rest: [UInt8], width: Int, height: Int, least: Int
  ) -> Bool {
    let reach = max(2 * line.thickness, max(width, height) / 24)
    for x in [line.left, line.right] {
      let y = line.row(at: x)
      var area = 0
      for row in max(0, y - reach)...max(0, min(height - 1, y + reach)) where row < height {
        for column in max(0, x - reach)...min(width - 1, x + reach)
        where Int(rest[row * width + column]) >= least {
          area += 1
        }
      }
      if area >= reach * max(line.thickness, 2) { return true }
    }
    return false
  }

  /// The rectangle around all ink that is as long as an eighth of the picture; nil where there is none.
  private static func box(of values: [UInt8], width: Int, height: Int, least: Int) -> PixelBox? {
    let found = Components(of: values, width: width, height: height, faint: least, ink: least)
    let strokes = found.components.filter { 8 * $0.extent >= min(width, height) }
    guard let first = strokes.first else { return nil }
    return strokes.dropFirst().reduce(first.box) { $0.union($1.box) }
  }
}
