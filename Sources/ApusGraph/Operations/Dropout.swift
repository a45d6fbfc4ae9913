/// Dropout (Srivastava et al. 2014): while training, each element is zero with probability `rate` and
/// otherwise scaled by `1 / (1 − rate)`; at any other time, the identity.
public struct Dropout: UnaryFunction {
  /// `dropout`
  public static let name = "dropout"
  /// Nothing: at inference it is the identity.
  public static let int8 = Int8Behavior(keepsScale: true)
  /// The probability of a zero, in `[0, 1)`.
  public var rate: Float

  /// Dropout at the given rate.
  public init(rate: Float = 0.5) { self.rate = rate }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard rate >= 0, rate < 1 else { throw .range("a dropout rate") }
    return inputs[0]
  }

  /// The case that holds it.
  public var operation: Operation { .dropout(self) }

  /// `rate`
  public var settings: Settings { ["rate": .real(rate)] }

  /// Dropout from its settings.
  public init(settings: Settings) throws(SettingsError) { self.init(rate: try settings.real("rate")) }

  /// The identity, except while training.
  public func isView(whileTraining: Bool) -> Bool { !whileTraining }
}
