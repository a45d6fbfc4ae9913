/// `exp(x) / Σ exp(x)` over the channels of each position.
public struct Softmax: SettingFree {
  /// `softmax`
  public static let name = "softmax"
  /// Exponentials by table, whose quotients are probabilities, and a clamp.
  public static let int8 = Int8Behavior(
    clamps: true, output: .probability, hasWideKernel: true, wideOutput: .wideUnit)

  /// The operator has no settings.
  public init() {}

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  /// The case that holds it.
  public var operation: Operation { .softmax(self) }

  /// All channels take part in each output.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .fixed(output.channels) }

  /// Probabilities, whose sum is 1.
  public func outputMeaning(elements: Int) -> OutputMeaning { .probabilities }
}
