/// The rectifier with slopes that are learned (He et al. 2015): `x < 0 ? slope · x : x`.
public struct PReLU: UnaryFunction {
  /// `prelu`
  public static let name = "prelu"
  /// A rescaling, of negative inputs of a product with the slope, then a clamp.
  public static let int8 = Int8Behavior(clamps: true)
  /// Extents of the slopes, which are broadcast to the input: `[1]` for one slope, `[channels]` for one for each channel.
  public var shape: Shape

  /// A rectifier with slopes of the given extents.
  public init(shape: Shape) { self.shape = shape }

  /// The slopes, which are trained.
  public var parameters: [ParameterSpecification] {
    [
      ParameterSpecification(
        .slope, shape: shape.dimensions, outputAxis: shape.channels > 1 ? shape.rank - 1 : nil)
    ]
  }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard (1...3).contains(shape.rank), shape.dimensions.allSatisfy({ $0 > 0 }), shape.isAddressable else {
      throw .range("an extent of the slopes")
    }
    guard try Broadcast(inputs[0], shape).output == inputs[0] else { throw .mismatch(inputs[0], shape) }
    return inputs[0]
  }

  /// The case that holds it.
  public var operation: Operation { .prelu(self) }

  /// `shape`
  public var settings: Settings { ["shape": .integers(shape.dimensions)] }

  /// A rectifier from its settings.
  public init(settings: Settings) throws(SettingsError) { self.init(shape: try settings.shape("shape")) }

  /// Slopes stand at their channels' places, unless there is but one.
  public var featureOrder: FeatureOrder { shape.count == 1 ? .keeps : .needsItsOwn }

  /// Fewer slopes, where each channel has its own.
  public mutating func keepChannels(_ kept: KeptChannels) {
    guard shape.channels > 1 else { return }
    shape.dimensions[shape.rank - 1] = kept.outputs.count
  }
}
