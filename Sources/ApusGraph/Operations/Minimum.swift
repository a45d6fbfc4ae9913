/// The smaller of two values, or of a value and a constant, element by element.
public struct Minimum: ElementwisePair {
  /// `minimum`
  public static let name = "minimum"
  /// Integers are compared as they are, then clamped.
  public static let int8 = Int8Behavior(keepsScale: true, clamps: true, hasWideKernel: true)
  /// The operand that is a constant, if one is.
  public var constant: ConstantOperand?

  /// Of two values, unless there is a constant.
  public init(constant: ConstantOperand? = nil) { self.constant = constant }

  /// The case that holds it.
  public var operation: Operation { .minimum(self) }
}
