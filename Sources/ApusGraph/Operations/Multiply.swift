/// The element-wise product of two values, or of a value and a constant. A feature map times a vector weighs its
/// channels, as squeeze and excitation do (Hu et al. 2018).
public struct Multiply: ElementwisePair {
  /// `multiply`
  public static let name = "multiply"
  /// Both operands are rescaled, combined, rescaled and clamped, in eight bits or sixteen.
  public static let int8 = Int8Behavior(clamps: true, hasWideKernel: true)
  /// The operand that is a constant, if one is.
  public var constant: ConstantOperand?

  /// A product of two values, unless there is a constant.
  public init(constant: ConstantOperand? = nil) { self.constant = constant }

  /// The product of two steps.
  public func finestStep(for steps: [Float], shapes: [Shape], output: Shape) -> Float {
    steps.count == 2 ? steps[0] * steps[1] : 0
  }

  /// The case that holds it.
  public var operation: Operation { .multiply(self) }
}
