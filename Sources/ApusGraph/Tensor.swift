/// Float values with their extents, outermost first, contiguous. Unlike `Shape`, a tensor's extents
/// are all of its dimensions.
public struct Tensor: Hashable, Sendable {
  /// Extents, outermost first.
  public var shape: [Int]
  /// The values; their number is the product of `shape`.
  public var values: [Float]

  /// A tensor of the given extents.
  /// - Precondition: the number of `values` is the product of the extents.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "a tensor's values must fill its shape")
    self.shape = shape
    self.values = values
  }

  /// A tensor of one repeated value.
  public init(shape: [Int], repeating value: Float = 0) {
    self.init(shape: shape, values: Array(repeating: value, count: shape.reduce(1, *)))
  }

  /// How many values there are.
  public var count: Int { values.count }
}
