/// A function of one number, applied to each element by itself. In int8 all of them are tables.
public struct Function: UnaryFunction {
  /// `function`
  public static let name = "function"
  /// A table.
  public static let int8 = Int8Behavior()

  /// Which function of a number `x` it is.
  public enum Kind: Hashable, Sendable {
    /// `|x|`
    case absolute
    /// `−x`
    case negative
    /// `exp(x)`
    case exponential
    /// `ln(x)`
    case logarithm
    /// `√x`
    case squareRoot
    /// `1 / √x`
    case reciprocalSquareRoot
    /// `x²`
    case square
    /// `1 / x`
    case reciprocal
    /// `x < 0 ? alpha · (exp(x) − 1) : x` (Clevert et al. 2015)
    case elu(alpha: Float)
    /// A scaled `elu` whose outputs keep mean 0 and variance 1 (Klambauer et al. 2017).
    case selu
    /// `ln(1 + exp(x))`
    case softplus
    /// `x / (1 + |x|)`
    case softsign
    /// The error function.
    case erf
    /// `x · Φ(x)`, with the normal distribution's function `Φ` (Hendrycks and Gimpel 2016).
    case gelu
    /// `gelu` with `Φ(x)` approximated by `½ · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))`.
    case geluTanh
    /// `x / (1 + exp(−x))`, also called swish.
    case silu
    /// `x · tanh(softplus(x))` (Misra 2019)
    case mish
    /// `alpha · x + beta`, held within 0 … 1.
    case hardSigmoid(alpha: Float, beta: Float)
    /// `x`, held within `low … high`; an end may be infinite.
    case clip(low: Float, high: Float)
    /// `x` to the power of an exponent.
    case power(exponent: Float)
    /// The largest integer that is not above `x`.
    case floor
    /// The smallest integer that is not below `x`.
    case ceiling
    /// The nearest integer; of two, the even one.
    case round
    /// −1, 0 or 1.
    case sign
    /// The sine of an angle in radians.
    case sine
    /// The cosine of an angle in radians.
    case cosine
    /// The angle in radians, in −π/2 … π/2, whose tangent is `x`.
    case arctangent
    /// `max(x, 0) + min(alpha · (exp(x / alpha) − 1), 0)` (Barron 2017)
    case celu(alpha: Float)
    /// The nearest of the numbers that integers from `low` to `high` stand for in steps of `scale`, of two the even one: what
    /// quantization leaves of `x`. Gradients pass through it where it does not clamp (Jacob et al. 2018).
    case fakeQuantize(scale: Float, low: Float, high: Float)
    /// `x > alpha ? x : 0`
    case thresholdedReLU(alpha: Float)
  }

  /// Which function it is.
  public var kind: Kind

  /// A function of a kind.
  public init(_ kind: Kind) { self.kind = kind }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard kind.hasSoundNumbers else { throw .range("a number of its function") }
    return inputs[0]
  }

  /// The case that holds it.
  public var operation: Operation { .function(self) }

  /// `kind`, and the numbers that it has
  public var settings: Settings { kind.settings }

  /// A function from its settings.
  public init(settings: Settings) throws(SettingsError) { self.init(try Kind(settings: settings)) }
}
