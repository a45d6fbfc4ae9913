/// The clipped rectifier `min(max(x, 0), 6)`.
public struct ReLU6: OperationBody {
  /// `relu6`
  public static let name = "relu6"

  /// The operator has no settings.
  public init() {}

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
}
