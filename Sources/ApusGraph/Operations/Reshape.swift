/// The same elements, in the same order, under another shape.
public struct Reshape: OperationBody {
  /// `reshape`
  public static let name = "reshape"
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
}
