extension Image {
  /// A drawn digit or a photograph of one, made into what MNIST's images are; `findDigit` says what was found.
  /// - Precondition: the extents are positive, and there are 1 or 3 channels.
  public func digit(width newWidth: Int, height newHeight: Int, channels newChannels: Int) -> Image {
    findDigit(width: newWidth, height: newHeight, channels: newChannels).prepared
  }

  /// Ink brought to the form of MNIST's digits: strokes of at least usual width, its longer side in 20/28 of the
  /// extent, its center of mass in the middle.
  /// - Parameter ink: grayscale, with ink in it.
  static func prepared(ink: Image, width newWidth: Int, height newHeight: Int, channels newChannels: Int)
    -> Image
  {
    // Nine in ten of MNIST's digits have strokes wider than this share of their side.
    let digit = ink.thickened(toShare: 0.09)
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

  /// The picture with a side of at least this, by a whole factor.
  func enlarged(toSide least: Int) -> Image {
    let side = max(width, height)
    guard side < least else { return self }
    let factor = (least + side - 1) / side
    return resized(width: factor * width, height: factor * height)
  }

  /// A small grayscale picture on a black one, its center of mass as near to the middle as whole pixels and the
  /// edges allow.
  private func centered(width newWidth: Int, height newHeight: Int) -> Image {
    var (mass, momentX, momentY) = (Int64(0), Int64(0), Int64(0))
    for y in 0..<height {
      for x in 0..<width {
        let value = Int64(pixels[y * width + x])
        mass += value
        momentX += value * Int64(x)
        momentY += value * Int64(y)
      }
    }
    func start(_ moment: Int64, _ count: Int, _ newCount: Int) -> Int {
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
