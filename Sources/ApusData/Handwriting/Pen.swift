import ApusGraph

/// Draws strokes as MNIST's images are: scaled to fit a box of 20 pixels, pen included, and laid with the
/// center of mass in the middle of 28×28, white on black.
package enum Pen {
  static let side = 28
  static let box = 20

  /// Draws into `side × side` pixels that are all 0.
  package static func draw(
    _ writer: Writer, into target: UnsafeMutablePointer<UInt8>, using source: inout RandomSource
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: box * box) { ink in
      // Until the strokes are drawn, how deep a pixel lies inside their edge; negative outside.
      ink.initialize(repeating: -Float(box))
      let strokes = fitted(writer)
      let phase = writer.pressure.phase
      for (number, stroke) in strokes.enumerated() {
        for index in 1..<max(stroke.count, 2) {
          let along = Float(index) / Float(stroke.count)
          let pressure = 1 + writer.pressure.depth * Wave.sine(phase + 5 * along + 2 * Float(number))
          let (from, to) = (stroke[index - 1], stroke[min(index, stroke.count - 1)])
          line(
            from, to, radius: writer.penWidth * pressure / 2, reach: writer.softness + writer.roughness,
            ink.baseAddress!)
        }
      }
      for index in ink.indices {
        let depth = ink[index] + source.uniform(-writer.roughness, writer.roughness)
        ink[index] = min(max(depth / writer.softness + 0.5, 0), 1)
      }
      lay(ink.baseAddress!, into: target)
    }
  }

  /// The strokes in pixels of the box.
  private static func fitted(_ writer: Writer) -> [[SkeletonPoint]] {
    let points = writer.strokes.joined()
    let (left, right) = (points.map(\.x).min()!, points.map(\.x).max()!)
    let (top, bottom) = (points.map(\.y).min()!, points.map(\.y).max()!)
    let scale = (Float(box) - writer.penWidth) / max(right - left, bottom - top, 1e-3)
    let (x, y) = (
      (Float(box) - scale * (right - left)) / 2, (Float(box) - scale * (bottom - top)) / 2
    )
    return writer.strokes.map { stroke in
      stroke.map { SkeletonPoint(scale * ($0.x - left) + x, scale * ($0.y - top) + y) }
    }
  }

  /// How far pixels lie within the radius of one straight stretch; what is there stays if it is more.
  private static func line(
    _ from: SkeletonPoint, _ to: SkeletonPoint, radius: Float, reach: Float,
    _ ink: UnsafeMutablePointer<Float>
  ) {
    let reach = radius + reach
    let (left, right) = (min(from.x, to.x) - reach, max(from.x, to.x) + reach)
    let (top, bottom) = (min(from.y, to.y) - reach, max(from.y, to.y) + reach)
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = dx * dx + dy * dy
    let factor = length > 0 ? 1 / length : 0
    for row in max(0, Int(top))..<max(max(0, Int(top)), min(box, Int(bottom) + 1)) {
      let y = Float(row) + 0.5 - from.y
      for column in max(0, Int(left))..<max(max(0, Int(left)), min(box, Int(right) + 1)) {
        let x = Float(column) + 0.5 - from.x
        let t = min(max((x * dx + y * dy) * factor, 0), 1)
        let (ex, ey) = (x - t * dx, y - t * dy)
        let distance = (ex * ex + ey * ey).squareRoot()
        let at = row * box + column
        ink[at] = max(ink[at], radius - distance)
      }
    }
  }

  /// Copies the box to where its center of mass is in the middle.
  private static func lay(_ ink: UnsafePointer<Float>, into target: UnsafeMutablePointer<UInt8>) {
    var (mass, momentX, momentY): (Float, Float, Float) = (1e-6, 0, 0)
    for row in 0..<box {
      for column in 0..<box {
        let value = ink[row * box + column]
        mass += value
        momentX += value * Float(column)
        momentY += value * Float(row)
      }
    }
    func start(_ moment: Float) -> Int {
      min(max(Int((Float(side / 2) - moment / mass).rounded()), 0), side - box)
    }
    let (left, top) = (start(momentX), start(momentY))
    for row in 0..<box {
      for column in 0..<box {
        target[(top + row) * side + left + column] = UInt8(255 * ink[row * box + column] + 0.5)
      }
    }
  }
}
