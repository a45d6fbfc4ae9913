/// The logarithm of the softmax over the channels of each position: `x − ln(Σ exp(x))`.
public struct LogSoftmax: SettingFree {
  /// `logSoftmax`
  public static let name = "logSoftmax"
  /// Logarithms in steps of 1/16, as TensorFlow Lite's int8 specification demands, or of a finer power of two down to
  /// 1/4096, where none of them is far from 0.
  public static let int8 = Int8Behavior(output: .logProbability, outputHalvings: 8)

  /// The operator has no settings.
  public init() {}

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  /// The case that holds it.
  public var operation: Operation { .logSoftmax(self) }

  /// All channels take part in each output.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .fixed(output.channels) }
}
