/// The element-wise sum of two values, or of a value and a constant.
public struct Add: ElementwisePair {
  /// `add`
  public static let name = "add"
  /// Both operands are rescaled, combined, rescaled and clamped, in eight bits or sixteen.
  public static let int8 = Int8Behavior(clamps: true, hasWideKernel: true)
  /// The operand that is a constant, if one is.
  public var constant: ConstantOperand?

  /// A sum of two values, unless there is a constant.
  public init(constant: ConstantOperand? = nil) { self.constant = constant }

  /// A part of the coarser step, so small that what is finer is the other operand's rounding.
  public func finestStep(for steps: [Float], shapes: [Shape], output: Shape) -> Float {
    steps.reduce(0, max) / 256
  }

  /// The case that holds it.
  public var operation: Operation { .add(self) }
}
