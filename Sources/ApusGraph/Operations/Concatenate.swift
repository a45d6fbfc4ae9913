/// Values joined along the channels, in the order of the inputs.
public struct Concatenate: OperationBody {
  /// `concatenate`
  public static let name = "concatenate"

  /// The operator has no settings.
  public init() {}

  /// Two to sixteen.
  public var inputCount: ClosedRange<Int> { 2...16 }

  /// The inputs' rows and columns, their channels added up.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    var joined = inputs[0]
    for other in inputs.dropFirst() {
      guard other.rank == joined.rank, other.rank >= 1,
        other.dimensions.dropLast() == joined.dimensions.dropLast()
      else { throw .mismatch(inputs[0], other) }
      joined.dimensions[joined.rank - 1] += other.channels
    }
    return joined
  }
}
