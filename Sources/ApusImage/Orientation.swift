extension Image {
  /// The picture turned upright from one of EXIF's eight orientations (CIPA DC-008, tag 0x0112): which row
  /// and column of the scene the first stored row and column are. Values outside 1 … 8 change nothing.
  public func upright(fromOrientation orientation: Int) -> Image {
    guard (2...8).contains(orientation) else { return self }
    let isTransposed = orientation >= 5
    let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)
    var result = Image(width: newWidth, height: newHeight, channels: channels)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        let (sourceX, sourceY) =
          switch orientation {
          case 2: (width - 1 - x, y)
          case 3: (width - 1 - x, height - 1 - y)
          case 4: (x, height - 1 - y)
          case 5: (y, x)
          case 6: (y, height - 1 - x)
          case 7: (width - 1 - y, height - 1 - x)
          default: (width - 1 - y, x)
          }
        for channel in 0..<channels {
          result.pixels[(y * newWidth + x) * channels + channel] =
            pixels[(sourceY * width + sourceX) * channels + channel]
        }
      }
    }
    return result
  }
}
