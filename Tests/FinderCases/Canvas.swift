/// Pictures with opacity, as a canvas has them: pens on papers.
struct Canvas {
  let width: Int
  let height: Int
  /// Red, green, blue and opacity of each pixel.
  private(set) var rgba: [UInt8]

  /// - Parameter paper: the color of each pixel, and its opacity.
  init(width: Int, height: Int, paper: (_ x: Int, _ y: Int) -> [Double]) {
    (self.width, self.height) = (width, height)
    rgba = []
    for y in 0..<height {
      for x in 0..<width { rgba += paper(x, y).map { UInt8(min(max($0, 0), 255)) } }
    }
  }

  /// Draws a round stroke along lines between points, given as shares of the extents.
  /// - Parameters:
  ///   - radius: half its width, in pixels.
  ///   - color: red, green, blue and opacity; the stroke's edge fades over a pixel.
  mutating func draw(_ points: [(Double, Double)], radius: Double, color: [Double]) {
    for (from, to) in zip(points, points.dropFirst()) {
      let (x0, y0) = (from.0 * Double(width), from.1 * Double(height))
      let (dx, dy) = (to.0 * Double(width) - x0, to.1 * Double(height) - y0)
      for y in 0..<height {
        for x in 0..<width {
          let (px, py) = (Double(x) + 0.5 - x0, Double(y) + 0.5 - y0)
          let along = min(max((px * dx + py * dy) / max(dx * dx + dy * dy, 1e-9), 0), 1)
          let (ex, ey) = (px - along * dx, py - along * dy)
          let share = min(max(radius + 0.5 - (ex * ex + ey * ey).squareRoot(), 0), 1)
          for channel in 0..<4 where share > 0 {
            let at = 4 * (y * width + x) + channel
            rgba[at] = UInt8(Double(rgba[at]) * (1 - share) + color[channel] * share)
          }
        }
      }
    }
  }

  /// Noise of standard deviation 1, nearly normal, that depends on the place alone.
  static func noise(_ x: Int, _ y: Int, _ channel: Int = 0) -> Double {
    var word = UInt64(truncatingIfNeeded: (y * 100_003 + x) * 4 + channel) &* 0x9E37_79B9_7F4A_7C15
    var sum = 0.0
    for _ in 0..<4 {
      word = (word ^ word >> 29) &* 0xBF58_476D_1CE4_E5B9
      sum += Double((word ^ word >> 32) & 0xFFFF) / 32767.5 - 1
    }
    return sum * 0.866
  }
}
