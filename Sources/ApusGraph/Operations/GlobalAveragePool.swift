/// The mean over all rows and columns: a vector with one element for each channel.
public struct GlobalAveragePool: SettingFree {
  /// `globalAveragePool`
  public static let name = "globalAveragePool"
  /// A sum in 32 bits that is rescaled and clamped.
  public static let int8 = Int8Behavior(clamps: true, hasWideKernel: true)

  /// The mean over all rows and columns.
  public init() {}

  /// A vector of channels.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    Shape([try featureMap(inputs).channels])
  }

  /// What one step of one element changes the mean by.
  public func finestStep(for steps: [Float], shapes: [Shape], output: Shape) -> Float {
    steps[0] * Float(output.count) / Float(max(1, shapes[0].count))
  }

  /// The case that holds it.
  public var operation: Operation { .globalAveragePool(self) }

  /// The input's channels.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .passed(output.channels) }
}
