/// The same elements, in the same order, under another shape.
public struct Reshape: OperationBody {
  /// `reshape`
  public static let name = "reshape"
  /// Nothing: the bytes stay where they are.
  public static let int8 = Int8Behavior(keepsScale: true, hasWideKernel: true)
  /// The new shape of one sample.
  public var shape: Shape

  /// The new shape of one sample.
  public init(shape: Shape) { self.shape = shape }

  /// The new shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard shape.dimensions.allSatisfy({ $0 > 0 }), shape.count == inputs[0].count else {
      throw .reshape(from: inputs[0], to: shape)
    }
    return shape
  }

  /// The case that holds it.
  public var operation: Operation { .reshape(self) }

  /// `shape`
  public var settings: Settings { ["shape": .integers(shape.dimensions)] }

  /// A reshaping from its settings.
  public init(settings: Settings) throws(SettingsError) { self.init(shape: try settings.shape("shape")) }

  /// The order of the axes decides which elements come together.
  public var featureOrder: FeatureOrder { .dependsOnAxes }

  /// Always.
  public func isView(whileTraining: Bool) -> Bool { true }

  /// Channels of the output are not the input's.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .fixed(output.channels) }
}
