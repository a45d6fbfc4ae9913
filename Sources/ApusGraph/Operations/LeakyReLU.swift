/// The leaky rectifier: `x < 0 ? slope · x : x`.
public struct LeakyReLU: OperationBody {
  /// `leakyReLU`
  public static let name = "leakyReLU"
  /// The factor for negative inputs, in `[0, 1]`.
  public var slope: Float

  /// A leaky rectifier; PyTorch's slope of 0.01 unless told otherwise.
  public init(slope: Float = 0.01) { self.slope = slope }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard slope >= 0, slope <= 1 else { throw .range("a slope") }
    return inputs[0]
  }
}
