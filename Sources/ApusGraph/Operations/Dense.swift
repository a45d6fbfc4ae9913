/// A fully connected layer: `output = weight · input + bias`. Of a value of several axes the innermost has the features:
/// the layer is applied at each position by itself, as PyTorch's `Linear` and Keras' `Dense` are.
///
/// `weight` is `[outputFeatures, inputFeatures]`, `bias` is `[outputFeatures]`.
public struct Dense: WeightedOperation {
  /// `dense`
  public static let name = "dense"
  /// Features taken.
  public var inputFeatures: Int
  /// Features made.
  public var outputFeatures: Int
  /// Whether a bias is added.
  public var hasBias: Bool

  /// A fully connected layer, with a bias unless told otherwise.
  public init(inputFeatures: Int, outputFeatures: Int, hasBias: Bool = true) {
    self.inputFeatures = inputFeatures
    self.outputFeatures = outputFeatures
    self.hasBias = hasBias
  }

  /// The input's shape with `outputFeatures` in the place of its features.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputFeatures > 0, outputFeatures > 0 else { throw .range("a feature count") }
    guard inputs[0].channels == inputFeatures else {
      throw .channels(expected: inputFeatures, found: inputs[0].channels)
    }
    return Shape(inputs[0].dimensions.dropLast() + [outputFeatures])
  }

  /// The case that holds it.
  public var operation: Operation { .dense(self) }

  /// `[output, input]`
  public static let weightAxes: [WeightAxis] = [.output, .input]
  /// `[output, input]`
  public static let pyTorchWeightAxes: [WeightAxis] = [.output, .input]

  /// Features made.
  public var outputChannels: Int { outputFeatures }
  /// Features taken.
  public var inputChannelsPerOutput: Int { inputFeatures }
  /// 1 × 1
  public var kernel: Size { Size(1) }

  /// All that the value has.
  public func positions(for inputs: [Shape], output: Shape) -> Int { output.count / outputFeatures }

  /// Every position, as if they stood in one row.
  public func reach(from input: Shape, to output: Shape) -> KernelReach {
    KernelReach(rows: [[0]], columns: [Array(0..<input.count / inputFeatures)])
  }

  /// `inputFeatures`, `outputFeatures`, `bias`
  public var settings: Settings {
    [
      "inputFeatures": .integer(inputFeatures), "outputFeatures": .integer(outputFeatures),
      "bias": .bool(hasBias),
    ]
  }

  /// A fully connected layer from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      inputFeatures: try settings.integer("inputFeatures"),
      outputFeatures: try settings.integer("outputFeatures"), hasBias: try settings.bool("bias"))
  }

  /// Fewer features on both sides.
  public mutating func keepChannels(_ kept: KeptChannels) {
    inputFeatures = kept.inputs.count
    outputFeatures = kept.outputs.count
  }
}
