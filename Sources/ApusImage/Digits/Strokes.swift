extension Image {
  /// A grayscale picture's smallest rectangle around all that is at least a quarter full.
  var croppedToInk: Image {
    var (left, right, top, bottom) = (width, 0, height, 0)
    for y in 0..<height {
      for x in 0..<width where pixels[y * width + x] >= 64 {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
      }
    }
    guard left <= right else { return self }
    return cropped(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
  }

  /// A grayscale picture of ink with strokes that are thinner than this share of the digit's longer side drawn as thick
  /// as that, as the pens of MNIST's writers were.
  func thickened(toShare share: Double) -> Image {
    let digit = croppedToInk
    let wanted = share * Double(max(digit.width, digit.height))
    let radius = Int(((wanted - digit.strokeWidth) / 2).rounded())
    guard radius > 0 else { return self }
    let margin = Image(width: width + 2 * radius, height: height + 2 * radius, channels: 1)
      .overlaid(with: self, x: radius, y: radius)
    let pixels = Disc(radius: radius).spread(margin.pixels, width: margin.width, height: margin.height)
    return Image(width: margin.width, height: margin.height, channels: 1, pixels: pixels)
  }

  /// The width of strokes in pixels: twice their area for each pixel of their outline.
  var strokeWidth: Double {
    let (width, height) = (width, height)
    func isInk(_ x: Int, _ y: Int) -> Bool {
      x >= 0 && x < width && y >= 0 && y < height && pixels[y * width + x] >= 128
    }
    var (area, outline) = (0, 0)
    for y in 0..<height {
      for x in 0..<width where isInk(x, y) {
        area += 1
        if !isInk(x - 1, y) || !isInk(x + 1, y) || !isInk(x, y - 1) || !isInk(x, y + 1) { outline += 1 }
      }
    }
    return 2 * Double(area) / Double(max(outline, 1))
  }

  /// A grayscale picture with another one on it.
  func overlaid(with other: Image, x: Int, y: Int) -> Image {
    var result = self
    for row in 0..<other.height {
      for column in 0..<other.width {
        result.pixels[(y + row) * width + x + column] = other.pixels[row * other.width + column]
      }
    }
    return result
  }
}
