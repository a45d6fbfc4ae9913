/// 8-bit pixels in rows from the top, channels fastest: grayscale (1 channel) or RGB (3).
public struct Image: Hashable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 1 for grayscale, 3 for RGB.
  public let channels: Int
  /// `height × width × channels` values.
  public var pixels: [UInt8]

  /// An image from its pixels.
  /// - Precondition: the extents are positive, there are 1 or 3 channels, and the pixels fill them.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && (channels == 1 || channels == 3))
    precondition(pixels.count == width * height * channels)
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// An image of one repeated value.
  public init(width: Int, height: Int, channels: Int, filledWith value: UInt8 = 0) {
    self.init(
      width: width, height: height, channels: channels,
      pixels: Array(repeating: value, count: width * height * channels))
  }

  /// The same picture in 1 or 3 channels. Gray is ITU-R BT.601's luma, `(77 R + 150 G + 29 B + 128) / 256`;
  /// RGB from gray repeats it.
  /// - Precondition: `channels` is 1 or 3.
  public func converted(channels target: Int) -> Image {
    precondition(target == 1 || target == 3)
    guard target != channels else { return self }
    let count = width * height
    if target == 1 {
      let gray = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        pixels.withUnsafeBufferPointer { source in
          for index in 0..<count {
            let red = 77 * UInt32(source[3 * index])
            let green = 150 * UInt32(source[3 * index + 1])
            let blue = 29 * UInt32(source[3 * index + 2])
            buffer[index] = UInt8((red &+ green &+ blue &+ 128) >> 8)
          }
        }
        initialized = count
      }
      return Image(width: width, height: height, channels: 1, pixels: gray)
    }
    let colors = [UInt8](unsafeUninitializedCapacity: 3 * count) { buffer, initialized in
      pixels.withUnsafeBufferPointer { source in
        for index in 0..<count {
          buffer[3 * index] = source[index]
          buffer[3 * index + 1] = source[index]
          buffer[3 * index + 2] = source[index]
        }
      }
      initialized = 3 * count
    }
    return Image(width: width, height: height, channels: 3, pixels: colors)
  }

  /// A rectangle of the picture.
  /// - Precondition: it lies inside.
  public func cropped(x: Int, y: Int, width newWidth: Int, height newHeight: Int) -> Image {
    precondition(x >= 0 && y >= 0 && x + newWidth <= width && y + newHeight <= height)
    var part: [UInt8] = []
    part.reserveCapacity(newWidth * newHeight * channels)
    for row in y..<y + newHeight {
      let start = (row * width + x) * channels
      part.append(contentsOf: pixels[start..<start + newWidth * channels])
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: part)
  }
}
