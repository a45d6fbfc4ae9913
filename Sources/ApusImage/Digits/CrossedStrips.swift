/// Where a picture's upright strips are crossed by ink that may be a part of a level line.
struct CrossedStrips {
  /// How many strips a picture is divided into.
  static let count = 32
  /// How far beside a row ink may be that counts there.
  let reach: Int
  private let width: Int
  private let height: Int
  /// For each strip, for each row whether it is crossed there.
  private var isCrossed: [Bool]

  /// - Parameters:
  ///   - values: the contrast at each pixel.
  ///   - least: what counts as ink.
  init(of values: [UInt8], width: Int, height: Int, least: Int, reach: Int) {
    (self.width, self.height, self.reach) = (width, height, reach)
    let count = Self.count
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
    // A strip is crossed at a row where some row near it is mostly inked.
    isCrossed = [Bool](repeating: false, count: count * height)
    for strip in 0..<count {
      for y in 0..<height where 10 * Int(sums[strip * height + y]) >= 6 * columns[strip] {
        for near in max(0, y - reach)...min(height - 1, y + reach) { isCrossed[strip * height + near] = true }
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
    var runs: [Run] = []
    let tilts = max(1, width * 7 / 100)
    for tilt in stride(from: -tilts, through: tilts, by: max(1, reach)) {
      for y in 0..<height {
        let run = longestRun(start: Double(y) - Double(tilt) / 2, slope: Double(tilt) / Double(width))
        if run.strips >= Self.count / 2, 10 * run.strips >= 8 * (run.last - run.first + 1) {
          runs.append(run)
        }
      }
    }
    runs.sort { ($0.strips, -abs($0.slope), -$0.start) > ($1.strips, -abs($1.slope), -$1.start) }
    return runs
  }

  /// The longest run of a line.
  private func longestRun(start: Double, slope: Double) -> Run {
    var best = Run(start: start, slope: slope)
    var (first, strips, gap) = (0, 0, 0)
    for strip in 0..<Self.count {
      let middle = (Double(strip) + 0.5) * Double(width) / Double(Self.count)
      let row = Int((start + slope * middle).rounded())
      if row >= 0 && row < height && isCrossed[strip * height + row] {
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
