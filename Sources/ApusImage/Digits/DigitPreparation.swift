extension Image {
  /// A drawn digit or a photograph of one, made into what MNIST's images are: light strokes on black, scaled
  /// with its aspect kept so that it fits a box of 20/28 of the wanted extent, its center of mass in the middle
  /// (LeCun, Cortes and Burges, "The MNIST database of handwritten digits").
  ///
  /// Ink may be dark or light: the background is what most of the picture shows. Uneven light, shadows and the
  /// edge of a table are taken off, and specks are left out. Strokes that are thin beside their digit are drawn
  /// thicker, as the pens of MNIST's writers were. Where nothing stands out from the background, all is black.
  ///
  /// An image that already has the wanted extent and a black border (at most 24 of 255 on average) is taken to be
  /// prepared and stays as it is, but for its channels: MNIST's own digits, saved as PNG, keep their pixels.
  ///
  /// Pictures with a side above 640 pixels are first averaged down to that.
  ///
  /// - Precondition: the extents are positive, and there are 1 or 3 channels.
  public func digit(width newWidth: Int, height newHeight: Int, channels newChannels: Int) -> Image {
    precondition(newWidth > 0 && newHeight > 0)
    if width == newWidth, height == newHeight {
      let gray = converted(channels: 1)
      if gray.hasBlackBorder { return gray.converted(channels: newChannels) }
    }
    guard var ink = Ink(of: reduced(toSide: 640).converted(channels: 1)) else {
      return Image(width: newWidth, height: newHeight, channels: newChannels)
    }
    // Nine in ten of MNIST's digits have strokes wider than this share of their side.
    ink.thicken(toShare: 0.09)
    let digit = ink.cropped

    let box = (width: max(1, newWidth * 20 / 28), height: max(1, newHeight * 20 / 28))
    let scale = min(Double(box.width) / Double(digit.width), Double(box.height) / Double(digit.height))
    func scaled(_ count: Int, _ most: Int) -> Int {
      min(max(Int((Double(count) * scale).rounded()), 1), most)
    }
    return digit.resized(width: scaled(digit.width, box.width), height: scaled(digit.height, box.height))
      .centered(width: newWidth, height: newHeight).converted(channels: newChannels)
  }

  /// The picture with no side longer than this.
  func reduced(toSide most: Int) -> Image {
    let side = max(width, height)
    guard side > most else { return self }
    return resized(width: max(1, width * most / side), height: max(1, height * most / side))
  }

  /// Whether a grayscale picture's border is black.
  private var hasBlackBorder: Bool {
    var (sum, count) = (0, 0)
    for y in 0..<height {
      let step = y == 0 || y == height - 1 ? 1 : max(width - 1, 1)
      for x in stride(from: 0, to: width, by: step) {
        sum += Int(pixels[y * width + x])
        count += 1
      }
    }
    return sum <= 24 * count
  }

  /// A small grayscale picture on a black one, its center of mass as near to the middle as whole pixels and the
  /// edges allow.
  private func centered(width newWidth: Int, height newHeight: Int) -> Image {
    var (mass, momentX, momentY) = (0, 0, 0)
    for y in 0..<height {
      for x in 0..<width {
        let value = Int(pixels[y * width + x])
        mass += value
        momentX += value * x
        momentY += value * y
      }
    }
    func start(_ moment: Int, _ count: Int, _ newCount: Int) -> Int {
      // MNIST's middle is the pixel right of and below the center line.
      let wanted = Double(newCount / 2) - Double(moment) / Double(max(mass, 1))
      return min(max(Int(wanted.rounded()), 0), newCount - count)
    }
    let (left, top) = (start(momentX, width, newWidth), start(momentY, height, newHeight))
    var result = Image(width: newWidth, height: newHeight, channels: 1)
    for y in 0..<height {
      for x in 0..<width { result.pixels[(y + top) * newWidth + x + left] = pixels[y * width + x] }
    }
    return result
  }
}
