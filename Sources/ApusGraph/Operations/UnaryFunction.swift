/// A function of each element by itself: the output has the input's shape, and channels stay what they are.
public protocol UnaryFunction: OperationBody {}

extension UnaryFunction {
  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
  /// The input's channels.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .passed(output.channels) }
  /// The input's order.
  public var featureOrder: FeatureOrder { .keeps }
}
