/// A border of zeros: rows, columns, and channels before and after.
public struct Pad: OperationBody {
  /// `pad`
  public static let name = "pad"
  /// Rows and columns on each side.
  public var border: ResolvedPadding
  /// Channels of zeros before the input's.
  public var channelsBefore: Int
  /// Channels of zeros after the input's.
  public var channelsAfter: Int

  /// A border; no channels unless told otherwise.
  public init(border: ResolvedPadding, channelsBefore: Int = 0, channelsAfter: Int = 0) {
    self.border = border
    self.channelsBefore = channelsBefore
    self.channelsAfter = channelsAfter
  }

  /// The input's shape grown by the border.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try featureMap(inputs)
    let amounts = [border.top, border.bottom, border.left, border.right, channelsBefore, channelsAfter]
    guard amounts.allSatisfy({ (0...4096).contains($0) }) else { throw .range("a padding") }
    return Shape(
      height: input.height + border.top + border.bottom, width: input.width + border.left + border.right,
      channels: input.channels + channelsBefore + channelsAfter)
  }
}
