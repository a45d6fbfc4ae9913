/// A border of zeros: rows, columns, and channels before and after.
public struct Pad: OperationBody {
  /// `pad`
  public static let name = "pad"
  /// Integers are copied.
  public static let int8 = Int8Behavior(keepsScale: true, hasWideKernel: true)
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

  /// The case that holds it.
  public var operation: Operation { .pad(self) }

  /// `border` (top, bottom, left, right), `channelsBefore`, `channelsAfter`
  public var settings: Settings {
    [
      "border": .sides(border), "channelsBefore": .integer(channelsBefore),
      "channelsAfter": .integer(channelsAfter),
    ]
  }

  /// A border from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      border: try settings.sides("border"), channelsBefore: try settings.integer("channelsBefore"),
      channelsAfter: try settings.integer("channelsAfter"))
  }

  /// The input's channels between channels of zeros, fewer of which may be padded.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    let end = output.channels - channelsAfter
    return ChannelFlow(
      (0..<output.channels).map { channel in
        (channelsBefore..<end).contains(channel) ? .input(0, channel: channel - channelsBefore) : .made
      })
  }

  /// Fewer channels of zeros.
  public mutating func keepChannels(_ kept: KeptChannels) {
    let end = kept.outputCount - channelsAfter
    channelsAfter = kept.outputs.count { $0 >= end }
    channelsBefore = kept.outputs.count { $0 < channelsBefore }
  }
}
