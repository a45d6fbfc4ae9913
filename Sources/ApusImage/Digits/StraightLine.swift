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

  /// The lines in a picture.
  /// - Parameters:
  ///   - values: the contrast at each pixel.
  ///   - least: what counts as a line.
  static func find(in values: [UInt8], width: Int, height: Int, least: Int) -> [StraightLine] {
    let most = max(2, max(width, height) / 20)
    guard width >= 24, height >= 24 else { return [] }
    let count = 32
    // How many columns of each strip are inked in each row.
    var sums = [Int32](repeating: 0, count: count * height)
    for y in 0..<height {
      for x in 0..<width where Int(values[y * width + x]) >= least {
        sums[x * count / width * height + y] += 1
      }
    }
    let columns = (0..<count).map {
      (($0 + 1) * width + count - 1) / count - ($0 * width + count - 1) / count
    }
    let reach = max(1, max(width, height) / 200)
    // A strip is crossed at a row where some row near it is mostly inked.
    var isCrossed = [Bool](repeating: false, count: count * height)
    for strip in 0..<count {
      for y in 0..<height where 10 * Int(sums[strip * height + y]) >= 6 * columns[strip] {
        for near in max(0, y - reach)...min(height - 1, y + reach) { isCrossed[strip * height + near] = true }
      }
    }
    // For each row and slope how many strips are crossed in one go, a few missing.
    struct Candidate {
      var strips: Int
      var first: Int
      var last: Int
      var start: Double
      var slope: Double
    }
    var candidates: [Candidate] = []
    let tilts = max(1, width * 7 / 100)
    for tilt in stride(from: -tilts, through: tilts, by: max(1, reach)) {
      let slope = Double(tilt) / Double(width)
      for y in 0..<height {
        let start = Double(y) - Double(tilt) / 2
        var (first, strips, gap) = (0, 0, 0)
        var best = (strips: 0, first: 0, last: 0)
        for strip in 0...count {
          var crossed = false
          if strip < count {
            let row = Int((start + slope * (Double(strip) + 0.5) * Double(width) / Double(count)).rounded())
            crossed = row >= 0 && row < height && isCrossed[strip * height + row]
          }
          if crossed {
            if strips == 0 { first = strip }
            strips += 1
            gap = 0
            if strips > best.strips { best = (strips, first, strip) }
          } else {
            gap += 1
            if gap > 2 { strips = 0 }
          }
        }
        if best.strips >= count / 2, 10 * best.strips >= 8 * (best.last - best.first + 1) {
          candidates.append(
            Candidate(strips: best.strips, first: best.first, last: best.last, start: start, slope: slope))
        }
      }
    }
    candidates.sort { ($0.strips, -abs($0.slope), -$0.start) > ($1.strips, -abs($1.slope), -$1.start) }
    // The best of a line's many candidates comes first; what is too thick for a line is remembered too.
    var seen: [StraightLine] = []
    for candidate in candidates {
      let middle = (candidate.first + candidate.last + 1) * width / (2 * count)
      let row = candidate.start + candidate.slope * Double(middle)
      let isSeen = seen.contains { line in
        middle >= line.left && middle <= line.right
          && abs(line.start + line.slope * Double(middle) - row) <= Double(line.thickness + 2 * reach)
      }
      if isSeen { continue }
      let (left, right) = (candidate.first * width / count, (candidate.last + 1) * width / count - 1)
      var thicknesses = [Int](repeating: 0, count: height + 1)
      var levels = [Int](repeating: 0, count: 256)
      for x in left...right {
        let at = Int((candidate.start + candidate.slope * Double(x)).rounded())
        guard
          let run = run(in: values, width: width, height: height, x: x, near: at, reach: reach, least: least)
        else { continue }
        thicknesses[run.count] += 1
        var peak: UInt8 = 0
        for y in run { peak = max(peak, values[y * width + x]) }
        levels[Int(peak)] += 1
      }
      let thickness = quantile(0.5, of: thicknesses)
      seen.append(
        StraightLine(
          start: candidate.start, slope: candidate.slope, left: left, right: right, thickness: thickness,
          level: quantile(0.5, of: levels)))
      if seen.count == 96 { break }
    }
    return seen.filter { $0.thickness > 0 && $0.thickness <= most }
  }

  /// The rows of ink in a column at a row or near it; nil where there are none.
  static func run(
    in values: [UInt8], width: Int, height: Int, x: Int, near row: Int, reach: Int, least: Int
  ) -> Range<Int>? {
    func isInk(_ y: Int) -> Bool { y >= 0 && y < height && Int(values[y * width + x]) >= least }
    var from = row
    if !isInk(row) {
      guard let other = (1...reach).lazy.flatMap({ [row - $0, row + $0] }).first(where: isInk) else {
        return nil
      }
      from = other
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

/// Takes the lines of ruled paper and of boxes out of a picture.
struct LineRemoval {
  /// What is left.
  private(set) var values: [UInt8]
  /// How many lines were taken out.
  private(set) var count = 0

  init(from original: [UInt8], width: Int, height: Int, least: Int) {
    values = original
    var level = StraightLine.find(in: original, width: width, height: height, least: least)
    let turned = Self.transposed(original, width: width, height: height)
    var upright = StraightLine.find(in: turned, width: height, height: width, least: least)
    let all = (level: level, upright: upright)
    level = level.filter { $0.isRuling(width: width, among: all.upright) }
    upright = upright.filter { $0.isRuling(width: height, among: all.level) }
    guard !level.isEmpty || !upright.isEmpty else { return }
    // What a line meets at its end is a digit whose stroke it is.
    let rest = Self.erased(level, upright, from: original, width: width, height: height, least: least)
    let turnedRest = Self.transposed(rest, width: width, height: height)
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
    var turned = transposed(values, width: width, height: height)
    for line in upright { line.erase(from: &turned, width: height, height: width, least: least) }
    return transposed(turned, width: height, height: width)
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

  static func transposed(_ values: [UInt8], width: Int, height: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: values.count) { target, initialized in
      values.withUnsafeBufferPointer { source in
        for top in stride(from: 0, to: height, by: 32) {
          for left in stride(from: 0, to: width, by: 32) {
            for x in left..<min(left + 32, width) {
              for y in top..<min(top + 32, height) { target[x * height + y] = source[y * width + x] }
            }
          }
        }
      }
      initialized = values.count
    }
  }
}
