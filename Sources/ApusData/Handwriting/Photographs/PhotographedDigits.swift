import ApusGraph
import ApusImage
import Dispatch

extension ImageDataset {
  /// Rows and columns of a made-up photograph.
  public static let photographSide = 160

  /// Photographs of digits on paper, made up: ball pens, markers, pencils, chalk and brushes on plain, ruled, squared, colored,
  /// textured and crumpled paper, in uneven light and shadow, seen from up to 15° aside by a camera that blurs, adds noise and
  /// writes JPEGs.
  ///
  /// The classes come in turns. What image `i` is depends on the seed and on `i` alone; JPEG's rounding is libjpeg's.
  ///
  /// - Parameters:
  ///   - count: how many images.
  ///   - seed: different seeds give different images.
  ///   - format: what they become: of a network for digits, what is found in them. Nil for 160×160×3.
  /// - Precondition: `count` is not negative.
  /// - Throws: `noPicture` where no image can become such an input.
  public static func photographedDigits(
    count: Int, seed: UInt64, format: ImageFormat? = nil
  ) throws(DataError) -> ImageDataset {
    precondition(count >= 0)
    try format?.check()
    let shape = format?.shape ?? Shape(height: photographSide, width: photographSide, channels: 3)
    var pixels = [UInt8](repeating: 0, count: count * shape.count)
    pixels.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let target = buffer.baseAddress
      let chunk = 16
      DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { number in
        for index in number * chunk..<min((number + 1) * chunk, count) {
          let photograph = photographedDigit(index, seed: seed)
          let prepared = format.map { $0.prepared(photograph) } ?? photograph.pixels
          (target! + index * shape.count).update(from: prepared, count: shape.count)
        }
      }
    }
    return ImageDataset(
      height: shape.height, width: shape.width, channels: shape.channels, pixels: pixels,
      labels: (0..<count).map { Int32($0 % 10) }, classNames: (0...9).map(String.init))
  }

  /// Photograph `index` of a seed, whose class is the last digit of its number.
  package static func photographedDigit(_ index: Int, seed: UInt64) -> Image {
    var source = RandomSource(seed: seed, stream: 0x5048_4F54_4F00_0000 &+ UInt64(index))
    let side = photographSide
    let pen = PenKind.any(using: &source)
    let writer = Writer(index % 10, using: &source)
    let paper = Paper(for: pen, side: side, using: &source)
    let camera = Camera(side: side, using: &source)
    let color = pen.color(using: &source)
    let opacity = source.uniform(pen.opacities.lowerBound, pen.opacities.upperBound)

    let height = Float(side) * source.uniform(0.35, 0.78)
    let strokes = placed(writer.strokes, height: height, side: Float(side), using: &source)
    let width = height * source.uniform(pen.widths.lowerBound, pen.widths.upperBound)
    var ink = StrokeCoverage(side: side)
    let phase = source.uniform(0, 6.2832)
    for (number, stroke) in strokes.enumerated() {
      let seen = stroke.map(camera.view)
      for place in 1..<max(seen.count, 2) {
        let along = Float(place) / Float(seen.count)
        let pressure = 1 + pen.pressure * Wave.sine(phase + 5 * along + 2 * Float(number))
        ink.addLine(
          from: seen[place - 1], to: seen[min(place, seen.count - 1)], radius: max(width * pressure / 2, 0.5))
      }
    }
    let lines = paper.lines(side: side, height: height, view: camera.view)

    var light = [Float](repeating: 0, count: 3 * side * side)
    for row in 0..<side {
      for column in 0..<side {
        let (x, y, at) = (Float(column), Float(row), row * side + column)
        var seen = paper.color(x, y, line: lines.values[at])
        if ink.values[at] > 0 {
          seen = seen.mixed(with: color, ink.values[at] * opacity * paper.ink(x, y, grain: pen.grain))
        }
        let lit = camera.lit(seen, x, y)
        (light[3 * at], light[3 * at + 1], light[3 * at + 2]) = (lit.red, lit.green, lit.blue)
      }
    }
    return camera.picture(light, using: &source)
  }

  /// Strokes in pixels, of a height or, where that is less, of a width, somewhere in the picture.
  private static func placed(
    _ strokes: [[SkeletonPoint]], height: Float, side: Float, using source: inout RandomSource
  ) -> [[SkeletonPoint]] {
    let points = strokes.joined()
    let (left, right) = (points.map(\.x).min()!, points.map(\.x).max()!)
    let (top, bottom) = (points.map(\.y).min()!, points.map(\.y).max()!)
    let scale = height / max(right - left, bottom - top, 1e-3)
    let (freeX, freeY) = (side - scale * (right - left), side - scale * (bottom - top))
    let x = freeX * source.uniform(0.25, 0.75)
    let y = freeY * source.uniform(0.25, 0.75)
    return strokes.map { $0.map { SkeletonPoint(scale * ($0.x - left) + x, scale * ($0.y - top) + y) } }
  }
}
