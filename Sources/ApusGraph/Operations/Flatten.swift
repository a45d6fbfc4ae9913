/// All elements as one vector, in NHWC order (channels fastest).
public struct Flatten: OperationBody {
  /// `flatten`
  public static let name = "flatten"

  /// The operator has no settings.
  public init() {}

  /// A vector of all elements.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { Shape([inputs[0].count]) }
}
