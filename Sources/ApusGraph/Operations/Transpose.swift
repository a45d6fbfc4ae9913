/// The axes of a value in another order: `output[i₀, i₁, i₂] = input[j₀, j₁, j₂]` with `j[order[k]] = i[k]`.
public struct Transpose: Rearrangement {
  /// `transpose`
  public static let name = "transpose"
  /// For each axis of the output, outermost first, which axis of the input it is.
  public var order: [Int]

  /// The axes of the input, in the order in which the output has them.
  public init(order: [Int]) { self.order = order }

  /// The input's extents in the new order.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    let extents = inputs[0].dimensions
    guard (1...3).contains(extents.count), order.sorted() == Array(extents.indices) else {
      throw .range("an order of axes")
    }
    return Shape(order.map { extents[$0] })
  }

  /// The order of rows, columns and channels, of a vector too.
  public var grid: [Int] {
    let missing = max(0, 3 - order.count)
    return Array(0..<missing) + order.map { $0 + missing }
  }

  /// Whether channels stay channels.
  public var keepsChannels: Bool { order.last == order.count - 1 }

  /// Where each element is taken from.
  public func sources(in input: Shape) -> [Int32] {
    let (rows, columns, channels) = input.grid
    let extents = grid.map { [rows, columns, channels][$0] }
    let steps = grid.map { [columns * channels, channels, 1][$0] }
    var result: [Int32] = []
    result.reserveCapacity(input.count)
    for row in 0..<extents[0] {
      for column in 0..<extents[1] {
        let start = row * steps[0] + column * steps[1]
        for channel in 0..<extents[2] { result.append(Int32(start + channel * steps[2])) }
      }
    }
    return result
  }

  /// The case that holds it.
  public var operation: Operation { .transpose(self) }

  /// `order`
  public var settings: Settings { ["order": .integers(order)] }

  /// A transposition from its settings.
  public init(settings: Settings) throws(SettingsError) { self.init(order: try settings.integers("order")) }

  /// The order of the axes is what it is about.
  public var featureOrder: FeatureOrder { .dependsOnAxes }

  /// The input's channels, where they stay channels.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    keepsChannels ? .passed(output.channels) : .fixed(output.channels)
  }
}
