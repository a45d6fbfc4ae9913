/// A height and a width in pixels: a kernel, a stride or a dilation.
public struct Size: Hashable, Sendable {
  /// Vertical extent.
  public var height: Int
  /// Horizontal extent.
  public var width: Int

  /// A height and a width.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The same extent both ways.
  public init(_ side: Int) { self.init(height: side, width: side) }

  /// Height times width.
  public var area: Int { height * width }
}
