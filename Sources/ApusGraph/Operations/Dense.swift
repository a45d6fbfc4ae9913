/// A fully connected layer: `output = weight · input + bias`.
///
/// `weight` is `[outputFeatures, inputFeatures]`, `bias` is `[outputFeatures]`.
public struct Dense: OperationBody {
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

  /// `weight`, and `bias` where there is one.
  public var parameters: [ParameterSpecification] {
    let weight = ParameterSpecification("weight", shape: [outputFeatures, inputFeatures], role: .weight)
    return hasBias
      ? [weight, ParameterSpecification("bias", shape: [outputFeatures], role: .bias)] : [weight]
  }

  /// A vector of `outputFeatures`.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputFeatures > 0, outputFeatures > 0 else { throw .range("a feature count") }
    guard inputs[0].rank == 1 else { throw .notAVector(inputs[0]) }
    guard inputs[0].count == inputFeatures else {
      throw .channels(expected: inputFeatures, found: inputs[0].count)
    }
    return Shape([outputFeatures])
  }

  /// Inputs times outputs.
  public func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int {
    inputFeatures * outputFeatures
  }
}
