/// The clipped rectifier `min(max(x, 0), 6)`.
public struct ReLU6: UnaryFunction, SettingFree {
  /// `relu6`
  public static let name = "relu6"
  /// A rescaling that ends in its own clamp.
  public static let int8 = Int8Behavior(clamps: true, rectifier: .relu6)

  /// The operator has no settings.
  public init() {}

  /// The case that holds it.
  public var operation: Operation { .relu6(self) }
}
