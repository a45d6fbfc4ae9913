extension Image {
  /// The smallest rectangle around all of a grayscale picture that is at least a quarter full; nil where nothing is.
  var inkBox: PixelBox? {
    var (left, right, top, bottom) = (width, -1, height, -1)
    pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<height {
        let row = y * width
        var first = 0
        while first < width, pixels[row + first] < 64 { first += 1 }
        guard first < width else { continue }
        var last = width - 1
        while pixels[row + last] < 64 { last -= 1 }
        (left, right) = (min(left, first), max(right, last))
        (top, bottom) = (min(top, y), y)
      }
    }
    return left <= right ? PixelBox(x: left, y: top, width: right - left + 1, height: bottom - top + 1) : nil
  }

  /// A grayscale picture's smallest rectangle around all that is at least a quarter full; all of it where nothing is.
  var croppedToInk: Image { inkBox.map { cropped(to: $0) } ?? self }

  /// A grayscale picture of ink, cropped to it, with strokes that are thinner than this share of the digit's longer side
  /// drawn as thick as that, as the pens of MNIST's writers were.
  func thickened(toShare share: Double) -> Image {
    let digit = croppedToInk
    let wanted = share * Double(max(digit.width, digit.height))
    let radius = Int(((wanted - digit.strokeWidth) / 2).rounded())
    guard radius > 0 else { return digit }
    // What is fainter reaches from outside into what the digit becomes.
    let box = inkBox ?? PixelBox(x: 0, y: 0, width: width, height: height)
    let (left, top) = (max(box.x - 2 * radius, 0), max(box.y - 2 * radius, 0))
    let right = min(box.x + box.width + 2 * radius, width)
    let bottom = min(box.y + box.height + 2 * radius, height)
    let near = cropped(x: left, y: top, width: right - left, height: bottom - top)
    let margin = Image(width: near.width + 2 * radius, height: near.height + 2 * radius, channels: 1)
      .overlaid(with: near, x: radius, y: radius)
    let pixels = Disc(radius: radius)
      .extremes(of: margin.pixels, width: margin.width, height: margin.height, Greatest.self)
    return Image(width: margin.width, height: margin.height, channels: 1, pixels: pixels).croppedToInk
  }

  /// The width of strokes in pixels: twice their area for each pixel of their outline.
  var strokeWidth: Double {
    let (width, height) = (width, height)
    // What lies beyond the picture is no ink.
    let empty = [UInt8](repeating: 0, count: width)
    var (area, outline) = (0, 0)
    pixels.withUnsafeBufferPointer { pixels in
      empty.withUnsafeBufferPointer { empty in
        for y in 0..<height {
          let row = pixels.baseAddress! + y * width
          let above = y == 0 ? empty.baseAddress! : row - width
          let below = y == height - 1 ? empty.baseAddress! : row + width
          // Only ink at all four sides has the highest bit in all.
          var (inked, inner) = (Int32(row[0] >> 7), Int32(0))
          if width > 1 {
            inked += Int32(row[width - 1] >> 7)
            for x in 1..<width - 1 {
              inked &+= Int32(row[x] >> 7)
              inner &+= Int32((row[x] & row[x - 1] & row[x + 1] & above[x] & below[x]) >> 7)
            }
          }
          area += Int(inked)
          outline += Int(inked - inner)
        }
      }
    }
    return 2 * Double(area) / Double(max(outline, 1))
  }

  /// A grayscale picture with another one on it.
  /// - Precondition: that one lies inside.
  func overlaid(with other: Image, x: Int, y: Int) -> Image {
    var result = self
    for row in 0..<other.height {
      let start = (y + row) * width + x
      result.pixels.replaceSubrange(
        start..<start + other.width, with: other.pixels[row * other.width..<(row + 1) * other.width])
    }
    return result
  }

  /// A rectangle of the picture.
  /// - Precondition: it lies inside.
  private func cropped(to box: PixelBox) -> Image {
    cropped(x: box.x, y: box.y, width: box.width, height: box.height)
  }
}
