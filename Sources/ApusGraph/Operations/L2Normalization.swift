/// The channels of each position as a vector of length 1: `x / max(√Σ x², 10⁻⁶)`.
public struct L2Normalization: SettingFree {
  /// `l2Normalization`
  public static let name = "l2Normalization"
  /// Steps of 1/128, as TensorFlow Lite's int8 specification demands, or of a finer power of two down to 1/4096: one of many
  /// channels is a small part of the length.
  public static let int8 = Int8Behavior(output: .unit, outputHalvings: 5)
  /// Lengths below this count as this, as in TensorFlow Lite.
  public static let smallestLength: Float = 1e-6

  /// The operator has no settings.
  public init() {}

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  /// The case that holds it.
  public var operation: Operation { .l2Normalization(self) }

  /// All channels take part in each output.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .fixed(output.channels) }

  /// Plain values.
  public func outputMeaning(elements: Int) -> OutputMeaning { .values }
}
