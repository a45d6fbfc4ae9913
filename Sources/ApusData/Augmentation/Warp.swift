/// Resamples images of one extent bilinearly, by an affine map and on top of it, where asked for, a smooth
/// displacement: a cubic B-spline over a coarse grid of control points.
package struct Warp: Hashable, Sendable {
  private let height: Int
  private let width: Int
  private let channels: Int
  private let background: [Float]
  /// Columns' distances from the center.
  private let across: [Float]
  private let horizontal: SplineTable
  private let vertical: SplineTable
  /// Cells of the displacement each way; 0 without.
  private let points: Int

  /// How many floats the control points take: rows of `points + 3` places, across all, then down all.
  package var controlCount: Int { points > 0 ? 2 * (points + 3) * (points + 3) : 0 }

  /// A warp for images of an extent.
  /// - Parameters:
  ///   - background: what lies outside the image, a value for each channel.
  ///   - points: cells of the displacement each way; 0 for none.
  package init(height: Int, width: Int, channels: Int, background: [Float], points: Int) {
    precondition(background.count == channels)
    self.height = height
    self.width = width
    self.channels = channels
    self.background = background
    self.points = points
    across = (0..<width).map { Float($0) - Float(width - 1) / 2 }
    horizontal = SplineTable(count: points > 0 ? width : 0, points: points)
    vertical = SplineTable(count: points > 0 ? height : 0, points: points)
  }

  /// Resamples one image.
  /// - Parameters:
  ///   - image: `[height, width, channels]` bytes.
  ///   - map: where pixels come from.
  ///   - controls: `controlCount` displacements of the control points, in pixels.
  ///   - target: room for a float for each byte of the image.
  package func sample(
    _ image: UnsafePointer<UInt8>, map: AffineMap, controls: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>
  ) {
    let grid = points + 3
    let padded = (height + 3) * (width + 3) * channels
    withUnsafeTemporaryAllocation(of: Float.self, capacity: padded + 2 * width + 2 * grid) { scratch in
      let source = scratch.baseAddress!
      let xs = source + padded
      let ys = xs + width
      let row = ys + width
      pad(image, into: source)
      let (centerX, centerY) = (Float(width - 1) / 2, Float(height - 1) / 2)
      across.withUnsafeBufferPointer { across in
        for y in 0..<height {
          let down = Float(y) - centerY
          // One more, for the border.
          let (startX, startY) = (map.b * down + map.e + centerX + 1, map.d * down + map.f + centerY + 1)
          for x in 0..<width {
            xs[x] = map.a * across[x] + startX
            ys[x] = map.c * across[x] + startY
          }
          if points > 0 {
            blend(controls, row: y, into: row)
            displace(xs, by: row)
            displace(ys, by: row + grid)
          }
          gather(source, xs, ys, into: target + y * width * channels)
        }
      }
    }
  }

  /// The image as floats inside a border of background: one pixel left and above, two right and below, so
  /// that places clamped to it need no other check.
  private func pad(_ image: UnsafePointer<UInt8>, into padded: UnsafeMutablePointer<Float>) {
    let stride = (width + 3) * channels
    background.withUnsafeBufferPointer { background in
      func fill(_ pixels: Range<Int>) {
        for pixel in pixels {
          for channel in 0..<channels { padded[pixel * channels + channel] = background[channel] }
        }
      }
      fill(0..<width + 3)
      fill((height + 1) * (width + 3)..<(height + 3) * (width + 3))
      for y in 0..<height {
        fill((y + 1) * (width + 3)..<(y + 1) * (width + 3) + 1)
        fill((y + 2) * (width + 3) - 2..<(y + 2) * (width + 3))
        let from = image + y * width * channels
        let to = padded + (y + 1) * stride + channels
        for index in 0..<width * channels { to[index] = Float(from[index]) }
      }
    }
  }

  /// The control points of one row of pixels, across and then down: the grid's rows, blended.
  private func blend(_ controls: UnsafePointer<Float>, row y: Int, into row: UnsafeMutablePointer<Float>) {
    let grid = points + 3
    let cell = vertical.starts.withUnsafeBufferPointer { starts in
      var cell = 0
      while starts[cell + 1] <= y { cell += 1 }
      return cell
    }
    vertical.weights.withUnsafeBufferPointer { weights in
      let w = weights.baseAddress! + 4 * y
      for axis in 0..<2 {
        let p = controls + (axis * grid + cell) * grid
        for index in 0..<grid {
          let upper = w[0] * p[index] + w[1] * p[index + grid]
          row[axis * grid + index] = upper + w[2] * p[index + 2 * grid] + w[3] * p[index + 3 * grid]
        }
      }
    }
  }

  /// Adds a row's displacements to its places.
  private func displace(_ places: UnsafeMutablePointer<Float>, by row: UnsafePointer<Float>) {
    horizontal.starts.withUnsafeBufferPointer { starts in
      horizontal.weights.withUnsafeBufferPointer { weights in
        for cell in 0..<points {
          let (p0, p1, p2, p3) = (row[cell], row[cell + 1], row[cell + 2], row[cell + 3])
          for x in starts[cell]..<starts[cell + 1] {
            let w = weights.baseAddress! + 4 * x
            places[x] += w[0] * p0 + w[1] * p1 + w[2] * p2 + w[3] * p3
          }
        }
      }
    }
  }

  /// Interpolates one row of pixels at places in the padded image.
  private func gather(
    _ source: UnsafePointer<Float>, _ xs: UnsafePointer<Float>, _ ys: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>
  ) {
    let (lastX, lastY) = (Float(width + 1), Float(height + 1))
    let stride = (width + 3) * channels
    let channels = channels
    for index in 0..<width {
      let (x, y) = (min(max(xs[index], 0), lastX), min(max(ys[index], 0), lastY))
      let (column, line) = (Int32(x), Int32(y))
      let (right, down) = (x - Float(column), y - Float(line))
      let corner = source + Int(line) * stride + Int(column) * channels
      for channel in 0..<channels {
        let (upper, lower) = (corner + channel, corner + stride + channel)
        let top = upper[0] + right * (upper[channels] - upper[0])
        let bottom = lower[0] + right * (lower[channels] - lower[0])
        target[index * channels + channel] = top + down * (bottom - top)
      }
    }
  }
}
