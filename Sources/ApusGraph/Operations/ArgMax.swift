/// The index of the largest channel of each position, of several the first. What is trained has no use for it: its gradient
/// is zero.
public struct ArgMax: SettingFree {
  /// `argMax`
  public static let name = "argMax"
  /// Indices as they are, in 32 bits.
  public static let int8 = Int8Behavior(
    output: QuantizationParameters(scale: 1, zeroPoint: 0), outputElement: .int32)

  /// The operator has no settings.
  public init() {}

  /// The input's without its channels; of a vector one element.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    let rest = inputs[0].dimensions.dropLast()
    return Shape(rest.isEmpty ? [1] : Array(rest))
  }

  /// The case that holds it.
  public var operation: Operation { .argMax(self) }

  /// Indices count the input's channels, none of which can go.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .fixed(output.channels) }

  /// Plain values.
  public func outputMeaning(elements: Int) -> OutputMeaning { .values }
}
