/// The hyperbolic tangent: `(exp(x) − exp(−x)) / (exp(x) + exp(−x))`.
public struct Tanh: UnaryFunction, SettingFree {
  /// `tanh`
  public static let name = "tanh"
  /// A table in steps of 1/128, as TensorFlow Lite's int8 specification demands.
  public static let int8 = Int8Behavior(output: .unit, hasWideKernel: true, wideOutput: .wideUnit)

  /// The operator has no settings.
  public init() {}

  /// The case that holds it.
  public var operation: Operation { .tanh(self) }
}
