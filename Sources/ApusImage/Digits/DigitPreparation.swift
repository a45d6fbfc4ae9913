extension Image {
  /// A drawn digit or a photograph of one, made into what MNIST's images are: light strokes on black, scaled
  /// with its aspect kept so that it fits a box of 20/28 of the wanted extent, its centre of mass in the middle
  /// (LeCun, Cortes and Burges, "The MNIST database of handwritten digits").
  ///
  /// Paper and ink are told apart by which of them covers most of the picture; uneven light is taken off, and
  /// specks are wiped. Strokes that are thin beside their digit are drawn thicker, as the pens of MNIST's
  /// writers were. Where nothing stands out from the background, all is black.
  ///
  /// An image that already has the wanted extent and a black border (at most 24 of 255 on average) is taken to be
  /// prepared and stays as it is.
  ///
  /// - Precondition: the extents are positive, and there are 1 or 3 channels.
  public func digit(width newWidth: Int, height newHeight: Int, channels newChannels: Int) -> Image {
    precondition(newWidth > 0 && newHeight > 0)
    if width == newWidth, height == newHeight, converted(channels: 1).hasBlackBorder {
      return converted(channels: newChannels)
    }
    let gray = reduced(toSide: 320).converted(channels: 1)
    let blank = Image(width: newWidth, height: newHeight, channels: newChannels)
    // A margin lets strokes that are thickened grow beyond the picture.
    guard var ink = InkMap(gray) else { return blank }
    ink.wipeSpecks(share: 0.04)
    guard let first = ink.bounds else { return blank }
    let side = max(first.x.count, first.y.count)
    let wanted = 0.105 * Double(side)
    ink.thicken(by: Int(((wanted - ink.strokeWidth) / 2).rounded()))
    guard let bounds = ink.bounds else { return blank }

    let box = (width: max(1, newWidth * 20 / 28), height: max(1, newHeight * 20 / 28))
    let scale = min(
      Double(box.width) / Double(bounds.x.count), Double(box.height) / Double(bounds.y.count))
    func scaled(_ count: Int, _ most: Int) -> Int {
      min(max(Int((Double(count) * scale).rounded()), 1), most)
    }
    let stroke = Image(width: gray.width, height: gray.height, channels: 1, pixels: ink.values)
      .cropped(
        x: bounds.x.lowerBound, y: bounds.y.lowerBound, width: bounds.x.count, height: bounds.y.count
      )
      .resized(width: scaled(bounds.x.count, box.width), height: scaled(bounds.y.count, box.height))
    return stroke.centred(width: newWidth, height: newHeight).converted(channels: newChannels)
  }

  /// The picture with no side longer than this.
  private func reduced(toSide most: Int) -> Image {
    let side = max(width, height)
    guard side > most else { return self }
    return resized(width: max(1, width * most / side), height: max(1, height * most / side))
  }

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

  /// A small grayscale picture on a black one, its centre of mass as near to the middle as whole pixels and the
  /// edges allow.
  private func centred(width newWidth: Int, height newHeight: Int) -> Image {
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
      // MNIST's middle is the pixel right of and below the centre line.
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
