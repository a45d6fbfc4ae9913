/// The element-wise quotient of two values, or of a value and a constant.
public struct Divide: ElementwisePair {
  /// `divide`
  public static let name = "divide"
  /// The operand that is a constant, if one is.
  public var constant: ConstantOperand?

  /// A quotient of two values, unless there is a constant.
  public init(constant: ConstantOperand? = nil) { self.constant = constant }

  /// The case that holds it.
  public var operation: Operation { .divide(self) }
}
