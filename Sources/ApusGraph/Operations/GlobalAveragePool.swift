/// The mean over all rows and columns: a vector with one element for each channel.
public struct GlobalAveragePool: OperationBody {
  /// `globalAveragePool`
  public static let name = "globalAveragePool"

  /// The mean over all rows and columns.
  public init() {}

  /// A vector of channels.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    Shape([try featureMap(inputs).channels])
  }
}
