/// `exp(x) / Σ exp(x)` over the channels of each position.
public struct Softmax: OperationBody {
  /// `softmax`
  public static let name = "softmax"

  /// The operator has no settings.
  public init() {}

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
}
