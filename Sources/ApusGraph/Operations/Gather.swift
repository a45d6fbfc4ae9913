/// Rows, columns or channels picked by their indices, in any order and as often as one likes.
public struct Gather: Rearrangement {
  /// `gather`
  public static let name = "gather"
  /// The axis along which is picked, counted from the outermost.
  public var axis: Int
  /// For each index of the output along the axis, that of the input.
  public var indices: [Int]

  /// A picking along an axis.
  /// - Parameters:
  ///   - axis: counted from the outermost.
  ///   - indices: of the input, in the output's order.
  public init(axis: Int, indices: [Int]) {
    self.axis = axis
    self.indices = indices
  }

  /// The input's shape, with as many along the axis as are picked.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    var shape = inputs[0]
    guard (1...3).contains(shape.rank), shape.dimensions.indices.contains(axis) else {
      throw .range("an axis")
    }
    let extent = shape.dimensions[axis]
    guard !indices.isEmpty, indices.allSatisfy({ (0..<extent).contains($0) }) else {
      throw .range("an index")
    }
    shape.dimensions[axis] = indices.count
    return shape
  }

  /// Where each element is taken from.
  public func sources(in input: Shape) -> [Int32] {
    let extent = input.dimensions[axis]
    let inner = input.dimensions[(axis + 1)...].reduce(1, *)
    let outer = input.dimensions[..<axis].reduce(1, *)
    var result: [Int32] = []
    result.reserveCapacity(outer * indices.count * inner)
    for start in 0..<outer {
      for index in indices {
        let first = (start * extent + index) * inner
        for element in 0..<inner { result.append(Int32(first + element)) }
      }
    }
    return result
  }

  /// The case that holds it.
  public var operation: Operation { .gather(self) }

  /// `axis`, `indices`
  public var settings: Settings { ["axis": .integer(axis), "indices": .integers(indices)] }

  /// A picking from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(axis: try settings.integer("axis"), indices: try settings.integers("indices"))
  }

  /// Which axis is which matters.
  public var featureOrder: FeatureOrder { .dependsOnAxes }

  /// The input's channels, all of which must stay where it is channels that are picked.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    axis == inputs[0].rank - 1 ? .fixed(output.channels) : .passed(output.channels)
  }
}
