/// What the finder of digits saw in a picture, for programs that decide by it and for people.
public struct InkDescription: Hashable, Sendable {
  /// Which is darker.
  public enum Polarity: Hashable, Sendable {
    /// Dark strokes on lighter paper.
    case darkInk
    /// Light strokes on a darker ground: chalk, a screen, MNIST.
    case lightInk
  }

  /// Which is darker, the ink or its paper.
  public var polarity: Polarity
  /// How much of the picture is ink, in `0 … 1`.
  public var share: Double
  /// How far ink is from its paper, as a share of the way to the darkest, the lightest or the most colorful that there
  /// can be, in `0 … 1`.
  public var contrast: Double
  /// How many times as far from the paper as the paper's own noise the ink is.
  public var clarity: Double
  /// The width of strokes in pixels of the picture.
  public var strokeWidth: Double
  /// How many separate pieces of ink there are.
  public var components: Int
  /// How many lines of ruled paper and of boxes were left out.
  public var lines: Int
  /// Whether the ink reaches the picture's border, where some of it may be missing.
  public var touchesBorder: Bool
  /// The smallest rectangle around the ink, in pixels of the picture.
  public var box: PixelBox
}

/// A rectangle of pixels.
public struct PixelBox: Hashable, Sendable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// A rectangle from its parts.
  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// The smallest rectangle around two.
  func union(_ other: PixelBox) -> PixelBox {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return PixelBox(
      x: left, y: top, width: max(x + width, other.x + other.width) - left,
      height: max(y + height, other.y + other.height) - top)
  }

  /// The same part of a picture with other extents, a pixel at least.
  func scaled(fromWidth width: Int, height: Int, toWidth newWidth: Int, height newHeight: Int) -> PixelBox {
    let (left, top) = (x * newWidth / width, y * newHeight / height)
    let right = ((x + self.width) * newWidth + width - 1) / width
    let bottom = ((y + self.height) * newHeight + height - 1) / height
    return PixelBox(x: left, y: top, width: max(right - left, 1), height: max(bottom - top, 1))
  }
}

extension InkDescription: CustomStringConvertible {
  /// Some short sentences.
  public var description: String {
    func percent(_ share: Double) -> String { "\(Int((100 * share).rounded()))" }
    var text = polarity == .darkInk ? "Dark ink on lighter paper" : "Light ink on a darker ground"
    text += ", \(percent(contrast)) % of full contrast, \(Int(min(clarity, 999).rounded())) times the noise. "
    text += "It covers \(share < 0.01 ? "less than 1" : percent(share)) % of the picture in \(components) "
    text += components == 1 ? "piece" : "pieces"
    text +=
      " with strokes as wide as \(percent(strokeWidth / Double(max(box.width, box.height, 1)))) % of its longer side."
    if lines > 0 { text += " \(lines) \(lines == 1 ? "line" : "lines") of ruling or of a box left out." }
    if touchesBorder { text += " It touches the border, beyond which some of it may be missing." }
    return text
  }
}
