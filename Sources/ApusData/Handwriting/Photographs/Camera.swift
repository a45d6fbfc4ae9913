import ApusGraph
import ApusImage

/// How a sheet of paper becomes a picture: from where it is seen, in what light, and what the camera adds.
package struct Camera {
  private let side: Float
  /// The sines and cosines of the two angles, up to 15°, between the camera and the paper's perpendicular.
  private let turn: (sine: Float, cosine: Float)
  private let tilt: (sine: Float, cosine: Float)
  private let brightness: Float
  private let warmth: Float
  /// How much light falls off towards one side, of 1.
  private let slope: (x: Float, y: Float)
  /// The edge of a shadow: where it is, its direction, its width, and how dark it is.
  private let shadow: (at: Float, dx: Float, dy: Float, width: Float, depth: Float)?
  private let blurs: Int
  private let noise: Float
  private let quality: Int?

  /// A camera for pictures of a side.
  package init(side: Int, using source: inout RandomSource) {
    self.side = Float(side)
    let most: Float = 0.2618
    let (across, down) = (source.uniform(-most, most), source.uniform(-most, most))
    let isAskew = source.integer(below: 2) == 0
    turn = Self.turned(isAskew ? across : 0.15 * across)
    tilt = Self.turned(isAskew ? down : 0.15 * down)
    brightness = source.uniform(0.6, 1.02)
    warmth = source.uniform(-0.06, 0.06)
    let slopeX = source.uniform(-0.3, 0.3)
    slope = (slopeX, source.uniform(-0.3, 0.3))
    if source.integer(below: 4) == 0 {
      let angle = source.uniform(0, 6.2832)
      let at = source.uniform(-0.3, 0.3)
      let width = source.uniform(0.02, 0.3)
      shadow = (at, Wave.sine(angle), Wave.sine(angle + 1.5707964), width, source.uniform(0.1, 0.45))
    } else {
      shadow = nil
    }
    blurs = source.integer(below: 4)
    noise = source.integer(below: 3) == 0 ? source.uniform(4, 22) : source.uniform(0, 4)
    quality = source.integer(below: 3) == 0 ? nil : 40 + source.integer(below: 56)
  }

  private static func turned(_ angle: Float) -> (sine: Float, cosine: Float) {
    (Wave.sine(angle), Wave.sine(angle + 1.5707964))
  }

  /// Where a place of the paper is seen, both in pixels: a projection from two and a half sides away.
  package func view(_ point: SkeletonPoint) -> SkeletonPoint {
    let (x, y) = (point.x / side - 0.5, point.y / side - 0.5)
    let depth = 2.5 + x * turn.sine + y * tilt.sine
    return SkeletonPoint(
      side * (0.5 + 2.5 * x * turn.cosine / depth), side * (0.5 + 2.5 * y * tilt.cosine / depth))
  }

  /// A color as it is lit at a place.
  func lit(_ color: Color, _ x: Float, _ y: Float) -> Color {
    let (u, v) = (x / side - 0.5, y / side - 0.5)
    var light = brightness * (1 + slope.x * u + slope.y * v)
    if let shadow {
      let inside = (u * shadow.dx + v * shadow.dy - shadow.at) / shadow.width
      light *= 1 - shadow.depth * min(max(inside + 0.5, 0), 1)
    }
    return Color(color.red * light * (1 + warmth), color.green * light, color.blue * light * (1 - warmth))
  }

  /// What the camera makes of light: blurred, noisy, in bytes, and most often a JPEG.
  /// - Parameter light: red, green and blue of each pixel.
  func picture(_ light: [Float], using source: inout RandomSource) -> Image {
    let side = Int(side)
    var light = light
    for _ in 0..<blurs { light = Self.blurred(light, side: side) }
    let pixels = light.map { value in
      // Three uniform draws are near enough to a normal one.
      let error =
        noise > 0.5
        ? noise * (source.uniform(-1, 1) + source.uniform(-1, 1) + source.uniform(-1, 1))
        : source.uniform(-0.5, 0.5)
      return UInt8(min(max(value + error, 0), 255))
    }
    let image = Image(width: side, height: side, channels: 3, pixels: pixels)
    guard let quality, let bytes = try? image.jpeg(quality: quality) else { return image }
    return bytes.withUnsafeBytes { try? Image(jpeg: $0, name: "photograph") } ?? image
  }

  /// The mean of each pixel and its neighbors, the middle ones twice as heavy.
  private static func blurred(_ light: [Float], side: Int) -> [Float] {
    var across = light
    for y in 0..<side {
      for x in 1..<side - 1 {
        for channel in 0..<3 {
          let at = 3 * (y * side + x) + channel
          across[at] = (light[at - 3] + 2 * light[at] + light[at + 3]) / 4
        }
      }
    }
    var result = across
    let row = 3 * side
    for at in row..<across.count - row {
      result[at] = (across[at - row] + 2 * across[at] + across[at + row]) / 4
    }
    return result
  }
}
