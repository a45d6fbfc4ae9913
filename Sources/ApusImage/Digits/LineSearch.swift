extension StraightLine {
  /// Most lines that are measured.
  private static let mostLines = 96

  /// The lines in a picture.
  /// - Parameters:
  ///   - values: the contrast at each pixel.
  ///   - least: what counts as a line.
  static func find(in values: [UInt8], width: Int, height: Int, least: Int) -> [StraightLine] {
    let most = max(2, max(width, height) / 20)
    guard width >= 24, height >= 24 else { return [] }
    let reach = max(1, max(width, height) / 200)
    let strips = CrossedStrips(of: values, width: width, height: height, least: least, reach: reach)
    // The best of a line's many runs comes first; what is too thick for a line is remembered too.
    var seen: [StraightLine] = []
    for run in strips.longRuns() where !seen.contains(where: { $0.explains(run, width: width, reach: reach) })
    {
      seen.append(
        StraightLine(run, in: values, width: width, height: height, least: least, reach: reach))
      if seen.count == mostLines { break }
    }
    return seen.filter { $0.thickness > 0 && $0.thickness <= most }
  }

  /// Whether a run of strips follows this line.
  private func explains(_ run: CrossedStrips.Run, width: Int, reach: Int) -> Bool {
    let middle = (run.first + run.last + 1) * width / (2 * CrossedStrips.count)
    let row = run.start + run.slope * Double(middle)
    return middle >= left && middle <= right
      && abs(start + slope * Double(middle) - row) <= Double(thickness + 2 * reach)
  }

  /// A line where a run of strips is, measured.
  private init(
    _ run: CrossedStrips.Run, in values: [UInt8], width: Int, height: Int, least: Int, reach: Int
  ) {
    (start, slope) = (run.start, run.slope)
    left = run.first * width / CrossedStrips.count
    right = (run.last + 1) * width / CrossedStrips.count - 1
    var thicknesses = [Int](repeating: 0, count: height + 1)
    var levels = [Int](repeating: 0, count: 256)
    for x in left...right {
      let at = Int((run.start + run.slope * Double(x)).rounded())
      guard
        let rows = Self.run(
          in: values, width: width, height: height, x: x, near: at, reach: reach, least: least)
      else { continue }
      thicknesses[rows.count] += 1
      var peak: UInt8 = 0
      for y in rows { peak = max(peak, values[y * width + x]) }
      levels[Int(peak)] += 1
    }
    thickness = quantile(0.5, of: thicknesses)
    level = quantile(0.5, of: levels)
  }
}
