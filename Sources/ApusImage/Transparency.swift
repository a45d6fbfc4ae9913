extension Image {
  /// A picture of colors with their opacity, as a canvas has it: laid on white or, where what is to be seen is nearly
  /// white itself, on black.
  /// - Parameters:
  ///   - width: columns.
  ///   - height: rows.
  ///   - rgba: red, green, blue and opacity of each pixel, the colors not multiplied by it.
  /// - Precondition: the extents are positive, and there are `4 × width × height` values.
  public init(width: Int, height: Int, rgba: UnsafeBufferPointer<UInt8>) {
    precondition(width > 0 && height > 0 && rgba.count == 4 * width * height)
    self.init(
      width: width, height: height, channels: 3, filledWith: Self.backdrop(of: rgba, on: width * height))
    lay(rgba, width: width, height: height, x: 0, y: 0)
  }

  /// What colors are laid on: 0 where there is transparency, and what is to be seen has a luma above 200 of 255 on average;
  /// else 255.
  /// - Parameters:
  ///   - rgba: colors with their opacity.
  ///   - pixels: how many pixels the picture has; those beside `rgba` are transparent.
  package static func backdrop(of rgba: UnsafeBufferPointer<UInt8>, on pixels: Int) -> UInt8 {
    var (light, opacity) = (UInt64(0), UInt64(0))
    for at in stride(from: 0, to: rgba.count, by: 4) {
      let luma = 77 * UInt32(rgba[at]) + 150 * UInt32(rgba[at + 1]) + 29 * UInt32(rgba[at + 2])
      light += UInt64(rgba[at + 3]) * UInt64(luma)
      opacity += UInt64(rgba[at + 3])
    }
    return opacity < 255 * UInt64(pixels) && light > 200 * 256 * opacity ? 0 : 255
  }

  /// Lays colors with their opacity on a part of an RGB picture.
  /// - Precondition: it lies inside.
  package mutating func lay(_ rgba: UnsafeBufferPointer<UInt8>, width: Int, height: Int, x: Int, y: Int) {
    let stride = self.width
    pixels.withUnsafeMutableBufferPointer { pixels in
      for row in 0..<height {
        for column in 0..<width {
          let source = 4 * (row * width + column)
          let target = 3 * ((y + row) * stride + x + column)
          let opacity = UInt32(rgba[source + 3])
          for channel in 0..<3 {
            let (over, under) = (UInt32(rgba[source + channel]), UInt32(pixels[target + channel]))
            pixels[target + channel] = UInt8(
              truncatingIfNeeded: (over * opacity + under * (255 - opacity) + 127) / 255)
          }
        }
      }
    }
  }
}
