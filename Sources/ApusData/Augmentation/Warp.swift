import ApusGraph
import Foundation

/// Where each pixel of an augmented image comes from: a random affine map, and on top of it a smooth random
/// displacement, a uniform cubic B-spline over a coarse grid of control points (the free-form deformation of
/// Rueckert et al. 1999; it has the effect of the elastic distortion of Simard et al. 2003, whose Gaussian
/// smoothing of white noise costs far more).
struct Warp {
  /// The most control points each way, so that grids fit on the stack.
  static let mostPoints = 12

  private let width: Int
  private let height: Int
  // Source of (x, y) relative to the centre: (a x + b y + e, c x + d y + f).
  private let a: Float
  private let b: Float
  private let c: Float
  private let d: Float
  private let e: Float
  private let f: Float
  private let points: Int

  /// Draws the affine map. The displacements are drawn by `forEachRow`.
  init(_ augmentation: Augmentation, width: Int, height: Int, source: inout RandomSource) {
    self.width = width
    self.height = height
    let angle = source.uniform(-1, 1) * augmentation.rotation * .pi / 180
    let zoom = 1 + source.uniform(-1, 1) * augmentation.scale
    let slant = source.uniform(-1, 1) * augmentation.shear
    let side = Float(width)
    e = source.uniform(-1, 1) * augmentation.shift * side
    f = source.uniform(-1, 1) * augmentation.shift * side
    let (sine, cosine) = (sin(angle), cos(angle))
    a = cosine / zoom
    b = (-sine + slant * cosine) / zoom
    c = sine / zoom
    d = (cosine + slant * sine) / zoom
    points = augmentation.elastic > 0 ? min(max(augmentation.elasticPoints, 2), Self.mostPoints - 3) : 0
  }

  /// Samples every pixel bilinearly and hands it over.
  /// - Parameters:
  ///   - image: `[height, width, channels]` bytes.
  ///   - target: as many floats.
  ///   - fill: what lies outside the image.
  func sample(
    _ image: UnsafePointer<UInt8>, channels: Int, into target: UnsafeMutablePointer<Float>, fill: Float,
    amplitude: Float, source: inout RandomSource
  ) {
    let grid = points + 3
    let side = Float(width)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * grid * grid + 2 * grid) { scratch in
      let controls = scratch.baseAddress!
      let row = controls + 2 * grid * grid
      if points > 0 {
        for index in 0..<2 * grid * grid { controls[index] = source.uniform(-1, 1) * amplitude * side }
      }
      let (centreX, centreY) = (Float(width - 1) / 2, Float(height - 1) / 2)
      for y in 0..<height {
        let fromCentre = Float(y) - centreY
        if points > 0 {
          let place = (Float(y) + 0.5) * Float(points) / Float(height)
          blend(controls, place: place, grid: grid, into: row)
        }
        for x in 0..<width {
          let across = Float(x) - centreX
          var sourceX = a * across + b * fromCentre + e + centreX
          var sourceY = c * across + d * fromCentre + f + centreY
          if points > 0 {
            let place = (Float(x) + 0.5) * Float(points) / Float(width)
            let cell = min(Int(place), points - 1)
            let (w0, w1, w2, w3) = Self.splineWeights(place - Float(cell))
            let p = row + 2 * cell
            sourceX += w0 * p[0] + w1 * p[2] + w2 * p[4] + w3 * p[6]
            sourceY += w0 * p[1] + w1 * p[3] + w2 * p[5] + w3 * p[7]
          }
          bilinear(
            image, channels: channels, x: sourceX, y: sourceY, fill: fill,
            into: target + (y * width + x) * channels)
        }
      }
    }
  }

  /// The control points of one row: the grid's rows blended by the vertical weights.
  @inline(__always)
  private func blend(
    _ controls: UnsafePointer<Float>, place: Float, grid: Int, into row: UnsafeMutablePointer<Float>
  ) {
    let cell = min(Int(place), points - 1)
    let (w0, w1, w2, w3) = Self.splineWeights(place - Float(cell))
    let p = controls + 2 * cell * grid
    for index in 0..<2 * grid {
      row[index] =
        w0 * p[index] + w1 * p[index + 2 * grid] + w2 * p[index + 4 * grid] + w3 * p[index + 6 * grid]
    }
  }

  /// The four weights of a uniform cubic B-spline at `t` in `0 … 1` between its two middle points.
  @inline(__always)
  private static func splineWeights(_ t: Float) -> (Float, Float, Float, Float) {
    let s = 1 - t
    let sixth: Float = 1.0 / 6
    let (t2, t3) = (t * t, t * t * t)
    return (
      s * s * s * sixth, (3 * t3 - 6 * t2 + 4) * sixth, (-3 * t3 + 3 * t2 + 3 * t + 1) * sixth, t3 * sixth
    )
  }

  @inline(__always)
  private func bilinear(
    _ image: UnsafePointer<UInt8>, channels: Int, x: Float, y: Float, fill: Float,
    into target: UnsafeMutablePointer<Float>
  ) {
    let inside = x > -1 && y > -1 && x < Float(width) && y < Float(height)
    guard inside else {
      for channel in 0..<channels { target[channel] = fill }
      return
    }
    // x > −1, so adding one makes truncation a floor.
    let (column, line) = (Int(x + 1) - 1, Int(y + 1) - 1)
    let (right, down) = (x - Float(column), y - Float(line))
    let hasLeft = column >= 0
    let hasRight = column + 1 < width
    let hasTop = line >= 0
    let hasBottom = line + 1 < height
    let corner = (line * width + column) * channels
    for channel in 0..<channels {
      let at = corner + channel
      let topLeft = hasTop && hasLeft ? Float(image[at]) : fill
      let topRight = hasTop && hasRight ? Float(image[at + channels]) : fill
      let bottomLeft = hasBottom && hasLeft ? Float(image[at + width * channels]) : fill
      let bottomRight = hasBottom && hasRight ? Float(image[at + (width + 1) * channels]) : fill
      let top = topLeft + right * (topRight - topLeft)
      let bottom = bottomLeft + right * (bottomRight - bottomLeft)
      target[channel] = top + down * (bottom - top)
    }
  }
}
