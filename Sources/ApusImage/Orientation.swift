extension Image {
  /// The picture turned upright from one of EXIF's eight orientations (CIPA DC-008, tag 0x0112): which row
  /// and column of the scene the first stored row and column are. Values outside 1 … 8 change nothing.
  public func upright(fromOrientation orientation: Int) -> Image {
    guard (2...8).contains(orientation) else { return self }
    let isTransposed = orientation >= 5
    let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)
    // Where the first new pixel is stored, and how far a step right and a step down lead in the stored pixels.
    let (lastColumn, lastRow) = (width - 1, (height - 1) * width)
    let (start, right, down) =
      switch orientation {
      case 2: (lastColumn, -1, width)
      case 3: (lastRow + lastColumn, -1, -width)
      case 4: (lastRow, 1, -width)
      case 5: (0, width, 1)
      case 6: (lastRow, -width, 1)
      case 7: (lastRow + lastColumn, -width, -1)
      default: (lastColumn, width, -1)
      }
    let channels = channels
    let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { buffer, initialized in
      pixels.withUnsafeBufferPointer { stored in
        Self.gather(
          stored.baseAddress! + start * channels, right: right * channels, down: down * channels,
          into: buffer.baseAddress!, width: newWidth, height: newHeight, channels: channels)
      }
      initialized = pixels.count
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: turned)
  }

  /// Copies pixels that lie at fixed strides. Square tiles keep the stored lines in the cache when one
  /// step right is a stored row.
  private static func gather(
    _ source: UnsafePointer<UInt8>, right: Int, down: Int, into target: UnsafeMutablePointer<UInt8>,
    width: Int, height: Int, channels: Int
  ) {
    let tile = 64
    for top in stride(from: 0, to: height, by: tile) {
      for left in stride(from: 0, to: width, by: tile) {
        let end = min(left + tile, width)
        for y in top..<min(top + tile, height) {
          var from = source + y * down + left * right
          var to = target + (y * width + left) * channels
          if channels == 1 {
            for _ in left..<end {
              to[0] = from[0]
              from += right
              to += 1
            }
          } else {
            for _ in left..<end {
              to[0] = from[0]
              to[1] = from[1]
              to[2] = from[2]
              from += right
              to += 3
            }
          }
        }
      }
    }
  }
}
