/// One digit of a number, as it was read.
public struct ReadDigit: Hashable, Sendable {
  /// What a network says of a prepared digit.
  public struct Verdict: Hashable, Sendable {
    /// The class that it takes it for.
    public var index: Int
    /// That class's probability.
    public var confidence: Float
    /// Whether it takes it for none of its classes.
    public var isNone: Bool

    /// A verdict from its parts.
    public init(index: Int, confidence: Float, isNone: Bool) {
      (self.index, self.confidence, self.isNone) = (index, confidence, isNone)
    }
  }

  /// What the network says.
  public var verdict: Verdict
  /// What it was given.
  public var prepared: Image
  /// Where it is, in pixels of the picture.
  public var box: PixelBox
  /// The number of its line, from the top.
  public var line: Int
}

extension Image {
  /// Reads all digits of a picture: postal codes, dates, columns of numbers.
  ///
  /// Pieces of ink are put in lines. What is wide for a digit is cut in several ways where there is little ink, and the
  /// reading is taken that the network finds likeliest, by dynamic programming (Casey and Lecolinet, "A survey of methods
  /// and strategies in character segmentation", IEEE Transactions on Pattern Analysis and Machine Intelligence 18, 1996).
  ///
  /// - Parameters:
  ///   - newWidth: columns of the network's input.
  ///   - newHeight: its rows.
  ///   - newChannels: 1 or 3.
  ///   - judge: what the network says of a prepared digit.
  /// - Returns: the digits, lines from top to bottom, each from left to right; none where no ink was found.
  public func readDigits<Failure>(
    width newWidth: Int, height newHeight: Int, channels newChannels: Int,
    judge: (Image) throws(Failure) -> ReadDigit.Verdict
  ) throws(Failure) -> [ReadDigit] {
    guard let ink = Ink(of: self, for: .manyDigits) else { return [] }
    let writing = Writing(of: ink.components.components)
    var digits: [ReadDigit] = []
    for (number, line) in writing.lines.enumerated() {
      for piece in line.pieces {
        let image = ink.image(of: piece)
        let reader = PieceReader(ink: image, lineHeight: line.height)
        let parts = try reader.read { (part) throws(Failure) in
          let prepared = Self.prepared(ink: part, width: newWidth, height: newHeight, channels: newChannels)
          return (try judge(prepared), prepared)
        }
        for part in parts {
          let box = PixelBox(
            x: piece.box.x + part.box.x, y: piece.box.y + part.box.y, width: part.box.width,
            height: part.box.height
          ).scaled(fromWidth: ink.image.width, height: ink.image.height, toWidth: width, height: height)
          digits.append(ReadDigit(verdict: part.verdict, prepared: part.prepared, box: box, line: number))
        }
      }
    }
    return digits
  }
}

extension Ink {
  /// A piece alone.
  func image(of piece: Writing.Piece) -> Image {
    let box = piece.box
    var result = Image(width: box.width, height: box.height, channels: 1)
    for y in 0..<box.height {
      for x in 0..<box.width {
        let at = (box.y + y) * image.width + box.x + x
        if piece.marks.contains(components.marks[at]) { result.pixels[y * box.width + x] = image.pixels[at] }
      }
    }
    return result
  }
}
