/// Rows of a table by their indices: each element of the input, a whole number, becomes the row that it names. Indices
/// outside the table count as its nearest row.
///
/// `weight` is `[count, features]`.
public struct Embedding: OperationBody {
  /// `embedding`
  public static let name = "embedding"
  /// Rows are copied as they are; indices are of int32.
  public static let int8 = Int8Behavior()
  /// Rows of the table.
  public var count: Int
  /// Elements of a row.
  public var features: Int

  /// A table of some rows.
  public init(count: Int, features: Int) {
    self.count = count
    self.features = features
  }

  /// The table.
  public var parameters: [ParameterSpecification] {
    [ParameterSpecification(.weight, shape: [count, features], outputAxis: 1)]
  }

  /// The input's shape with the features of each of its elements behind it; of a single element its row.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard count > 0, features > 0 else { throw .range("a feature count") }
    let extents = inputs[0].dimensions
    return Shape(extents == [1] ? [features] : extents + [features])
  }

  /// The case that holds it.
  public var operation: Operation { .embedding(self) }

  /// `count`, `features`
  public var settings: Settings { ["count": .integer(count), "features": .integer(features)] }

  /// A table from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(count: try settings.integer("count"), features: try settings.integer("features"))
  }

  /// Features of the table, all of which stay.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .fixed(output.channels) }
}
