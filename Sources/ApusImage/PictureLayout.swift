/// Which picture a network's input holds, and where: what the input's extents say.
///
/// | extents | picture |
/// | --- | --- |
/// | `height × width × 1` or `3` | the same; the colors of a pixel lie beside each other |
/// | `1 × height × width`, also of `[height, width]` | gray |
/// | `3 × height × width` | RGB, a plane for each color, as frameworks have it that put channels first |
/// | `1 × 1 × n`, also of `[n]` | square: gray where `n` is a square, RGB where it is three times one |
///
/// Where two rows fit, the upper one counts.
public struct PictureLayout: Hashable, Sendable {
  /// Rows of the picture.
  public let height: Int
  /// Columns of the picture.
  public let width: Int
  /// 1 for grayscale, 3 for RGB.
  public let channels: Int
  /// Whether each color has a plane of its own.
  public let isPlanar: Bool

  /// The layout of an input; nil where no picture can become it.
  /// - Parameters:
  ///   - rows: the input's first extent, 1 where it has fewer than three.
  ///   - columns: the second, 1 where it has one alone.
  ///   - channels: the last.
  public init?(rows: Int, columns: Int, channels: Int) {
    guard rows > 0, columns > 0, channels > 0 else { return nil }
    if channels == 1 || channels == 3 {
      (height, width, self.channels, isPlanar) = (rows, columns, channels, false)
    } else if columns > 1 {
      guard rows == 1 || rows == 3 else { return nil }
      (height, width, self.channels, isPlanar) = (columns, channels, rows, rows == 3)
    } else {
      guard rows == 1 else { return nil }
      let colors = channels % 3 == 0 && Self.side(channels / 3) != nil ? 3 : 1
      guard let side = Self.side(channels / colors) else { return nil }
      (height, width, self.channels, isPlanar) = (side, side, colors, false)
    }
  }

  /// The side of a square of so many pixels; nil where there is none.
  private static func side(_ pixels: Int) -> Int? {
    let side = Int(Double(pixels).squareRoot())
    return side * side == pixels ? side : nil
  }

  /// The pixels of a picture in the input's order.
  /// - Parameter image: a picture of these extents.
  public func arranged(_ image: Image) -> [UInt8] {
    precondition(image.width == width && image.height == height && image.channels == channels)
    guard isPlanar else { return image.pixels }
    return [UInt8](unsafeUninitializedCapacity: image.pixels.count) { buffer, initialized in
      image.pixels.withUnsafeBufferPointer { arrange($0.baseAddress!, into: buffer.baseAddress!) }
      initialized = image.pixels.count
    }
  }

  /// Values of a picture's pixels in the input's order.
  /// - Parameters:
  ///   - source: `height × width × channels` values.
  ///   - target: room for as many.
  package func arrange<Value>(_ source: UnsafePointer<Value>, into target: UnsafeMutablePointer<Value>) {
    let count = height * width
    for channel in 0..<channels {
      for pixel in 0..<count {
        (target + (isPlanar ? channel * count + pixel : pixel * channels + channel))
          .initialize(to: source[pixel * channels + channel])
      }
    }
  }

  /// The picture that an input's pixels are.
  /// - Parameter pixels: as many as the input has elements, in its order.
  public func image(_ pixels: some RandomAccessCollection<UInt8>) -> Image {
    var image = Image(width: width, height: height, channels: channels, pixels: Array(pixels))
    guard isPlanar else { return image }
    let planes = image.pixels
    let count = height * width
    for channel in 0..<channels {
      for pixel in 0..<count { image.pixels[pixel * channels + channel] = planes[channel * count + pixel] }
    }
    return image
  }
}
