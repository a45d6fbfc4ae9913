/// `x · min(max(x + 3, 0), 6) / 6` (Howard et al. 2019, section 5.2): a swish without an exponential.
public struct HardSwish: UnaryFunction, SettingFree {
  /// `hardSwish`
  public static let name = "hardSwish"
  /// A table.
  public static let int8 = Int8Behavior()

  /// The operator has no settings.
  public init() {}

  /// The case that holds it.
  public var operation: Operation { .hardSwish(self) }
}
