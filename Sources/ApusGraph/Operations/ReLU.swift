/// The rectifier `max(x, 0)`.
public struct ReLU: OperationBody {
  /// `relu`
  public static let name = "relu"

  /// The operator has no settings.
  public init() {}

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
}
