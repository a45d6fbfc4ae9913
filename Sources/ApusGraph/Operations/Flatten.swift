/// All elements as one vector, in NHWC order (channels fastest).
public struct Flatten: SettingFree {
  /// `flatten`
  public static let name = "flatten"
  /// Nothing: the bytes stay where they are.
  public static let int8 = Int8Behavior(keepsScale: true, hasWideKernel: true)

  /// The operator has no settings.
  public init() {}

  /// A vector of all elements.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { Shape([inputs[0].count]) }

  /// The case that holds it.
  public var operation: Operation { .flatten(self) }

  /// A feature map becomes a vector.
  public var featureOrder: FeatureOrder { .flattens }

  /// Always.
  public func isView(whileTraining: Bool) -> Bool { true }

  /// Each position's channels in turn.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    ChannelFlow((0..<output.channels).map { .input(0, channel: $0 % inputs[0].channels) })
  }
}
