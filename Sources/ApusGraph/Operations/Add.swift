/// The element-wise sum of two values of one shape.
public struct Add: OperationBody {
  /// `add`
  public static let name = "add"

  /// The operator has no settings.
  public init() {}

  /// Two.
  public var inputCount: ClosedRange<Int> { 2...2 }

  /// The inputs' common shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0] == inputs[1] else { throw .mismatch(inputs[0], inputs[1]) }
    return inputs[0]
  }
}
