/// The leaky rectifier: `x < 0 ? slope · x : x`.
public struct LeakyReLU: UnaryFunction {
  /// `leakyReLU`
  public static let name = "leakyReLU"
  /// A rescaling by one of two factors, then a clamp.
  public static let int8 = Int8Behavior(clamps: true, hasWideKernel: true)
  /// The factor for negative inputs, in `[0, 1]`.
  public var slope: Float

  /// A leaky rectifier; PyTorch's slope of 0.01 unless told otherwise.
  public init(slope: Float = 0.01) { self.slope = slope }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard slope >= 0, slope <= 1 else { throw .range("a slope") }
    return inputs[0]
  }

  /// The case that holds it.
  public var operation: Operation { .leakyReLU(self) }

  /// `slope`
  public var settings: Settings { ["slope": .real(slope)] }

  /// A leaky rectifier from its settings.
  public init(settings: Settings) throws(SettingsError) { self.init(slope: try settings.real("slope")) }
}
