import ApusGraph

extension Augmentation {
  /// Light strokes on a dark ground drawn anew, thinner or thicker and with softer or sharper edges, as other pens and the
  /// finder of digits in photographs leave them: blurred, and then stretched about a level between paper and ink.
  /// - Parameter target: `[height, width, channels]`, each 0 … 255.
  func redrawStrokes(
    _ target: UnsafeMutablePointer<Float>, height: Int, width: Int, channels: Int,
    using source: inout RandomSource
  ) {
    let level = 255 * (0.5 + source.uniform(-0.3, 0.25))
    let reach = 127.5 / source.uniform(1, 3)
    let black = max(level - reach, 4)
    let factor = 255 / (level + reach - black)
    let (row, count) = (width * channels, height * width * channels)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { across in
      for y in 0..<height {
        let line = y * row
        for x in 0..<row {
          let (before, after) = (x >= channels ? x - channels : x, x + channels < row ? x + channels : x)
          across[line + x] = (target[line + before] + 2 * target[line + x] + target[line + after]) / 4
        }
      }
      for y in 0..<height {
        let (above, line, below) = (max(y - 1, 0) * row, y * row, min(y + 1, height - 1) * row)
        for x in 0..<row {
          let soft = (across[above + x] + 2 * across[line + x] + across[below + x]) / 4
          target[line + x] = min(max((soft - black) * factor, 0), 255)
        }
      }
    }
  }
}
