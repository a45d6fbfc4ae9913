/// What the finder of digits made of a picture.
public struct FoundDigit: Hashable, Sendable {
  /// What was seen; nil where nothing stands out from the background, and where the picture stayed as it was.
  public var ink: InkDescription?
  /// Whether the picture looked like MNIST's own and stayed as it was.
  public var isOriginal: Bool
  /// What a network is given; black where no ink was found.
  public var prepared: Image
  /// The ink alone, white on black, with the picture's aspect; nil as `ink` is.
  public var inkImage: Image?
  /// How many pieces of ink look like digits of their own, beside each other or below each other: more than one where a
  /// number was written. A stroke of a broken digit, a speck and a frame are none.
  public var digitCount: Int

  /// Whether there is nothing that a network could be asked about.
  public var isEmpty: Bool { ink == nil && !isOriginal }
}

extension Image {
  /// Finds a drawn digit or a photograph of one, and makes it into what MNIST's images are: light strokes on black, scaled
  /// with its aspect kept so that it fits a box of 20/28 of the wanted extent, its center of mass in the middle
  /// (LeCun, Cortes and Burges, "The MNIST database of handwritten digits").
  ///
  /// Ink may be dark or light or of another color: the background is what most of the picture shows. Noise is averaged out
  /// as far as it must be. Uneven light, shadows, the edge of a table, ruled lines and frames are taken off, and specks are
  /// left out. Strokes that are thin beside their digit are drawn thicker, as the pens of MNIST's writers were. Where
  /// nothing stands out from the background, all is black.
  ///
  /// An image that already has the wanted extent and looks like MNIST's own (bright strokes on black, of their size, in
  /// the middle) stays as it is, but for its channels.
  ///
  /// Pictures with a side above 640 pixels are first averaged down to that; small ones are enlarged.
  ///
  /// - Precondition: the extents are positive, and there are 1 or 3 channels.
  public func findDigit(width newWidth: Int, height newHeight: Int, channels newChannels: Int) -> FoundDigit {
    precondition(newWidth > 0 && newHeight > 0)
    if width == newWidth, height == newHeight {
      let gray = converted(channels: 1)
      if gray.looksPrepared {
        return FoundDigit(
          ink: nil, isOriginal: true, prepared: gray.converted(channels: newChannels), inkImage: nil,
          digitCount: 1)
      }
    }
    guard let ink = Ink(of: self, for: .oneDigit) else {
      return FoundDigit(
        ink: nil, isOriginal: false,
        prepared: Image(width: newWidth, height: newHeight, channels: newChannels),
        inkImage: nil, digitCount: 0)
    }
    return FoundDigit(
      ink: ink.description, isOriginal: false,
      prepared: Self.prepared(ink: ink.image, width: newWidth, height: newHeight, channels: newChannels),
      inkImage: ink.image, digitCount: ink.components.digitCount)
  }
}
