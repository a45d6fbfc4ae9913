/// `x · min(max(x + 3, 0), 6) / 6` (Howard et al. 2019, section 5.2): a swish without an exponential.
public struct HardSwish: OperationBody {
  /// `hardSwish`
  public static let name = "hardSwish"

  /// The operator has no settings.
  public init() {}

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
}
