/// The logistic function: `1 / (1 + exp(−x))`.
public struct Sigmoid: OperationBody {
  /// `sigmoid`
  public static let name = "sigmoid"

  /// The operator has no settings.
  public init() {}

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
}
