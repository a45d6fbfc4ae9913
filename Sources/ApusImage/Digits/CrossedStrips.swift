/// Where a picture's upright strips are crossed by ink that may be a part of a level line.
struct CrossedStrips {
  /// How many strips a picture is divided into.
  static let count = 32
  /// How far beside a row ink may be that counts there.
  let reach: Int
  private let width: Int
  private let height: Int
  /// For each strip, for each row 1 where it is crossed there.
  private var crossings: [UInt8]

  /// - Parameters:
  ///   - values: the contrast at each pixel.
  ///   - least: what counts as ink.
  ///   - reach: how far beside a row ink may be that counts there.
  init(of values: [UInt8], width: Int, height: Int, least: Int, reach: Int) {
    (self.width, self.height, self.reach) = (width, height, reach)
    crossings = [UInt8](repeating: 0, count: Self.count * height)
    // Where each strip starts, and where the last one ends.
    let starts = (0...Self.count).map { ($0 * width + Self.count - 1) / Self.count }
    for y in 0..<height {
      for strip in 0..<Self.count {
        let columns = starts[strip]..<starts[strip + 1]
        var inked = 0
        for x in columns where Int(values[y * width + x]) >= least { inked += 1 }
        guard 10 * inked >= 6 * columns.count else { continue }
        // A strip is crossed at a row where some row near it is mostly inked.
        for near in max(0, y - reach)...min(height - 1, y + reach) { crossings[strip * height + near] = 1 }
      }
    }
  }

  /// Strips that a line crosses in one go, a few missing.
  struct Run {
    /// How many are crossed.
    var strips = 0
    var first = 0
    var last = 0
    /// The row where the line meets the picture's first column, and how far down it goes from column to column.
    let start: Double
    let slope: Double
  }

  /// The longest runs of all lines that are level but for seven in a hundred, of those that cross half of the strips; the
  /// longest first.
  func longRuns() -> [Run] {
    let least = Self.count / 2
    let crossed = (0..<Self.count).filter { crossings[$0 * height..<($0 + 1) * height].contains(1) }
    guard crossed.count >= least else { return [] }
    var runs: [Run] = []
    let tilts = max(1, width * 7 / 100)
    for tilt in stride(from: -tilts, through: tilts, by: max(1, reach)) {
      let lines = ParallelLines(tilt: tilt, width: width, strips: Self.count)
      let counts = crossingCounts(of: lines, among: crossed)
      for y in 0..<height where counts[y] >= least {
        let run = longestRun(of: lines, y)
        if run.strips >= least, 10 * run.strips >= 8 * (run.last - run.first + 1) { runs.append(run) }
      }
    }
    runs.sort { ($0.strips, -abs($0.slope), -$0.start) > ($1.strips, -abs($1.slope), -$1.start) }
    return runs
  }

  /// Whether a strip is crossed at a row of the picture or beyond it.
  private func isCrossed(_ strip: Int, at row: Int) -> Bool {
    row >= 0 && row < height && crossings[strip * height + row] == 1
  }

  /// For each row of the picture's middle how many strips the line through it crosses.
  private func crossingCounts(of lines: ParallelLines, among crossed: [Int]) -> [UInt8] {
    var counts = [UInt8](repeating: 0, count: height)
    for strip in crossed {
      if let shift = lines.shifts[strip] {
        guard abs(shift) < height else { continue }
        let from = strip * height + shift
        for y in max(0, -shift)..<min(height, height - shift) { counts[y] &+= crossings[from + y] }
      } else {
        for y in 0..<height where isCrossed(strip, at: lines.row(y, strip: strip)) { counts[y] &+= 1 }
      }
    }
    return counts
  }

  /// The longest run of the line through a row of the picture's middle.
  private func longestRun(of lines: ParallelLines, _ y: Int) -> Run {
    var best = Run(start: lines.start(y), slope: lines.slope)
    var (first, strips, gap) = (0, 0, 0)
    for strip in 0..<Self.count {
      if isCrossed(strip, at: lines.row(y, strip: strip)) {
        if strips == 0 { first = strip }
        strips += 1
        gap = 0
        if strips > best.strips { (best.strips, best.first, best.last) = (strips, first, strip) }
      } else {
        gap += 1
        if gap > 2 { strips = 0 }
      }
    }
    return best
  }
}
