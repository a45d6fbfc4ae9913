/// The extent of one sample, without the batch dimension: `[height, width, channels]` for feature
/// maps, `[features]` for vectors. Layout is NHWC from end to end, so channels vary fastest.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// Extents, outermost first.
  public var dimensions: [Int]

  /// A shape from its extents, outermost first.
  public init(_ dimensions: [Int]) { self.dimensions = dimensions }

  /// `[28, 28, 1]`
  public init(arrayLiteral elements: Int...) { dimensions = elements }

  /// A feature map of `height × width × channels`.
  public init(height: Int, width: Int, channels: Int) { dimensions = [height, width, channels] }

  /// How many dimensions there are.
  public var rank: Int { dimensions.count }

  /// How many elements one sample has.
  public var count: Int { dimensions.reduce(1, *) }

  /// Whether there are fewer than 2³¹ elements, which graphs demand of every value, so that no product of
  /// extents overflows.
  var isAddressable: Bool {
    dimensions.reduce(1.0) { $0 * Double($1) } < Double(1 << 31)
  }

  /// Rows of a feature map; 1 for a vector.
  public var height: Int { rank == 3 ? dimensions[0] : 1 }

  /// Columns of a feature map; 1 for a vector.
  public var width: Int { rank == 3 ? dimensions[1] : 1 }

  /// The innermost extent: channels of a feature map, features of a vector.
  public var channels: Int { dimensions.last ?? 1 }

  /// Rows, columns and channels; 1 for each dimension that the shape lacks.
  public var grid: (rows: Int, columns: Int, channels: Int) {
    (dimensions.dropLast(2).reduce(1, *), rank >= 2 ? dimensions[rank - 2] : 1, channels)
  }

  /// `28×28×1`
  public var description: String { dimensions.map { "\($0)" }.joined(separator: "×") }
}
