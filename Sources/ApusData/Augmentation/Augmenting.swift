import ApusGraph

extension Augmentation {
  /// One augmented image, still on the pixel scale of 0 … 255.
  ///
  /// - Parameters:
  ///   - image: `[height, width, channels]` bytes.
  ///   - target: as many floats.
  ///   - background: what comes in from outside where `fill` is not given.
  ///   - source: where the draws come from.
  public func apply(
    to image: UnsafePointer<UInt8>, height: Int, width: Int, channels: Int,
    into target: UnsafeMutablePointer<Float>, background: Float, using source: inout RandomSource
  ) {
    let outside = fill ?? background
    if warps {
      let warp = Warp(self, width: width, height: height, source: &source)
      warp.sample(
        image, channels: channels, into: target, fill: outside, amplitude: elastic, source: &source)
      if mirrors, source.next() >> 63 == 1 {
        mirror(target, height: height, width: width, channels: channels)
      }
    } else if mirrors || crop > 0 {
      copy(
        image, height: height, width: width, channels: channels, into: target, fill: outside,
        source: &source)
    } else {
      for index in 0..<height * width * channels { target[index] = Float(image[index]) }
    }
    if changesValues {
      changeValues(target, height: height, width: width, channels: channels, fill: outside, source: &source)
    }
  }

  /// Crop and mirror by whole pixels.
  private func copy(
    _ image: UnsafePointer<UInt8>, height: Int, width: Int, channels: Int,
    into target: UnsafeMutablePointer<Float>, fill: Float, source: inout RandomSource
  ) {
    let isMirrored = mirrors && source.next() >> 63 == 1
    let right = crop > 0 ? source.integer(below: 2 * crop + 1) - crop : 0
    let down = crop > 0 ? source.integer(below: 2 * crop + 1) - crop : 0
    for y in 0..<height {
      let row = target + y * width * channels
      let sourceY = y + down
      guard sourceY >= 0, sourceY < height else {
        for index in 0..<width * channels { row[index] = fill }
        continue
      }
      let from = image + sourceY * width * channels
      for x in 0..<width {
        let sourceX = (isMirrored ? width - 1 - x : x) + right
        let isInside = sourceX >= 0 && sourceX < width
        for channel in 0..<channels {
          row[x * channels + channel] = isInside ? Float(from[sourceX * channels + channel]) : fill
        }
      }
    }
  }

  private func mirror(
    _ target: UnsafeMutablePointer<Float>, height: Int, width: Int, channels: Int
  ) {
    for y in 0..<height {
      let row = target + y * width * channels
      for x in 0..<width / 2 {
        for channel in 0..<channels {
          let (left, right) = (x * channels + channel, (width - 1 - x) * channels + channel)
          (row[left], row[right]) = (row[right], row[left])
        }
      }
    }
  }

  private func changeValues(
    _ target: UnsafeMutablePointer<Float>, height: Int, width: Int, channels: Int, fill: Float,
    source: inout RandomSource
  ) {
    let factor = 1 + source.uniform(-1, 1) * contrast
    let offset = 127.5 - 127.5 * factor + source.uniform(-1, 1) * brightness * 255
    let count = height * width * channels
    for index in 0..<count { target[index] = min(max(target[index] * factor + offset, 0), 255) }
    if noise > 0 {
      let amplitude = noise * 255
      for index in 0..<count {
        target[index] = min(max(target[index] + source.uniform(-amplitude, amplitude), 0), 255)
      }
    }
    if erasing > 0, source.uniform() < erasing {
      let rows = max(1, Int(source.uniform() * erasingSide * Float(height)))
      let columns = max(1, Int(source.uniform() * erasingSide * Float(width)))
      let top = source.integer(below: height - rows + 1)
      let left = source.integer(below: width - columns + 1)
      for y in top..<top + rows {
        for index in (y * width + left) * channels..<(y * width + left + columns) * channels {
          target[index] = fill
        }
      }
    }
  }
}
