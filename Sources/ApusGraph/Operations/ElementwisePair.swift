/// What `Add`, `Subtract` and `Multiply` have in common: two operands, combined element by element. One of them
/// may be a constant, and where an extent of one is 1, its one element stands for all of the other's.
public protocol ElementwisePair: OperationBody {
  /// The operand that is a constant, if one is.
  var constant: ConstantOperand? { get set }
}

/// A constant in the place of one of the two operands, which is a parameter of the node called `operand`. It is
/// not trained.
public struct ConstantOperand: Hashable, Sendable {
  /// Its extents: `[1]` for one number, `[channels]` for one for each channel.
  public var shape: Shape
  /// Whether it is the first operand rather than the second.
  public var isFirst: Bool

  /// A constant of the given extents; the second operand unless told otherwise.
  public init(shape: Shape, isFirst: Bool = false) {
    self.shape = shape
    self.isFirst = isFirst
  }
}

extension ElementwisePair {
  /// Two, or one beside a constant.
  public var inputCount: ClosedRange<Int> { constant == nil ? 2...2 : 1...1 }

  /// The constant, where there is one.
  public var parameters: [ParameterSpecification] {
    constant.map { [ParameterSpecification("operand", shape: $0.shape.dimensions, role: .statistic)] } ?? []
  }

  /// Both operands' shapes, in order.
  public func operands(for inputs: [Shape]) -> (first: Shape, second: Shape) {
    guard let constant else { return (inputs[0], inputs[1]) }
    return constant.isFirst ? (constant.shape, inputs[0]) : (inputs[0], constant.shape)
  }

  /// The larger extent of each dimension.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    if let constant {
      guard constant.shape.rank >= 1, constant.shape.dimensions.allSatisfy({ $0 > 0 }),
        constant.shape.isAddressable
      else { throw .range("a constant's extent") }
    }
    let (first, second) = operands(for: inputs)
    return try Broadcast(first, second).output
  }
}
