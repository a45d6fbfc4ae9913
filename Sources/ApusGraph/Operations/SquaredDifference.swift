/// The square of the element-wise difference of two values, or of a value and a constant.
public struct SquaredDifference: ElementwisePair {
  /// `squaredDifference`
  public static let name = "squaredDifference"
  /// The operand that is a constant, if one is.
  public var constant: ConstantOperand?

  /// Of two values, unless there is a constant.
  public init(constant: ConstantOperand? = nil) { self.constant = constant }

  /// A part of the square of the coarser step, so small that what is finer is the other operand's rounding.
  public func finestStep(for steps: [Float], shapes: [Shape], output: Shape) -> Float {
    let step = steps.reduce(0, max)
    return step * step / 256
  }

  /// The case that holds it.
  public var operation: Operation { .squaredDifference(self) }
}
