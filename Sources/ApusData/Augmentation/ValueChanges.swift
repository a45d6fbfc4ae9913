import ApusGraph

extension Augmentation {
  /// Strokes, contrast, brightness, noise and erasing, in this order, on pixels of 0 … 255.
  /// - Parameter background: what erased pixels become, a value for each channel.
  func changeValues(
    _ target: UnsafeMutablePointer<Float>, height: Int, width: Int, background: UnsafeBufferPointer<Float>,
    using source: inout RandomSource
  ) {
    if strokes > 0, source.uniform() < strokes {
      redrawStrokes(target, height: height, width: width, channels: background.count, using: &source)
    }
    let count = height * width * background.count
    if contrast != 0 || brightness != 0 {
      let factor = 1 + source.uniform(-1, 1) * contrast
      let offset = 127.5 - 127.5 * factor + source.uniform(-1, 1) * brightness * 255
      for index in 0..<count { target[index] = min(max(target[index] * factor + offset, 0), 255) }
    }
    if noise > 0 {
      let amplitude = noise * 255
      for index in 0..<count {
        target[index] = min(max(target[index] + source.uniform(-amplitude, amplitude), 0), 255)
      }
    }
    if erasing > 0, source.uniform() < erasing {
      erase(target, height: height, width: width, background: background, using: &source)
    }
  }

  private func erase(
    _ target: UnsafeMutablePointer<Float>, height: Int, width: Int, background: UnsafeBufferPointer<Float>,
    using source: inout RandomSource
  ) {
    let largest = min(max(erasingSide, 0), 1)
    let rows = max(1, Int(source.uniform() * largest * Float(height)))
    let columns = max(1, Int(source.uniform() * largest * Float(width)))
    let top = source.integer(below: height - rows + 1)
    let left = source.integer(below: width - columns + 1)
    for y in top..<top + rows {
      for x in left..<left + columns {
        let pixel = target + (y * width + x) * background.count
        for channel in 0..<background.count { pixel[channel] = background[channel] }
      }
    }
  }
}
