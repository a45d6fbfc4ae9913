/// The logistic function: `1 / (1 + exp(−x))`.
public struct Sigmoid: UnaryFunction, SettingFree {
  /// `sigmoid`
  public static let name = "sigmoid"
  /// A table, whose output is a probability.
  public static let int8 = Int8Behavior(output: .probability, hasWideKernel: true, wideOutput: .wideUnit)

  /// The operator has no settings.
  public init() {}

  /// The case that holds it.
  public var operation: Operation { .sigmoid(self) }

  /// One probability, or several that do not depend on each other.
  public func outputMeaning(elements: Int) -> OutputMeaning {
    elements == 1 ? .probability : .independentProbabilities
  }
}
