/// The rectifier `max(x, 0)`.
public struct ReLU: UnaryFunction, SettingFree {
  /// `relu`
  public static let name = "relu"
  /// A rescaling that ends in its own clamp.
  public static let int8 = Int8Behavior(clamps: true, rectifier: .relu)

  /// The operator has no settings.
  public init() {}

  /// The case that holds it.
  public var operation: Operation { .relu(self) }
}
