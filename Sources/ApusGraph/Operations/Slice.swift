/// A box cut out of a value: along each axis a number of elements from a first one on, at equal distances.
///
/// `output[i, j, k] = input[begin₀ + i · stride₀, begin₁ + j · stride₁, begin₂ + k · stride₂]`
public struct Slice: Rearrangement {
  /// `slice`
  public static let name = "slice"

  /// What is taken along one axis.
  public struct Axis: Hashable, Sendable {
    /// The first index taken.
    public var begin: Int
    /// How many are taken.
    public var count: Int
    /// The distance from one to the next.
    public var stride: Int

    /// A number of indices from a first one on; a stride of 1 unless given.
    public init(begin: Int, count: Int, stride: Int = 1) {
      self.begin = begin
      self.count = count
      self.stride = stride
    }

    /// Whether all of these are indices of an axis of this extent.
    func fits(_ extent: Int) -> Bool {
      begin >= 0 && begin < extent && count > 0 && stride > 0 && count - 1 <= (extent - 1 - begin) / stride
    }
  }

  /// What is taken along each axis, outermost first.
  public var axes: [Axis]

  /// A box by its axes, outermost first.
  public init(axes: [Axis]) { self.axes = axes }

  /// A box of a feature map.
  public init(rows: Axis, columns: Axis, channels: Axis) { self.init(axes: [rows, columns, channels]) }

  /// Along each axis, the number of elements taken.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    let extents = inputs[0].dimensions
    guard axes.count == extents.count, (1...3).contains(axes.count),
      zip(axes, extents).allSatisfy({ $0.fits($1) })
    else { throw .range("an index") }
    return Shape(axes.map(\.count))
  }

  /// Rows, columns and channels taken, of a vector too.
  public var grid: (rows: Axis, columns: Axis, channels: Axis) {
    let all = Array(repeating: Axis(begin: 0, count: 1), count: max(0, 3 - axes.count)) + axes
    return (all[0], all[1], all[2])
  }

  /// Where each element is taken from.
  public func sources(in input: Shape) -> [Int32] {
    let (rows, columns, channels) = grid
    let extents = input.grid
    var result: [Int32] = []
    result.reserveCapacity(rows.count * columns.count * channels.count)
    for row in 0..<rows.count {
      let rowStart = (rows.begin + row * rows.stride) * extents.columns + columns.begin
      for column in 0..<columns.count {
        let start = (rowStart + column * columns.stride) * extents.channels + channels.begin
        for channel in 0..<channels.count { result.append(Int32(start + channel * channels.stride)) }
      }
    }
    return result
  }

  /// The case that holds it.
  public var operation: Operation { .slice(self) }

  /// `begin`, `count` and `stride` of each axis
  public var settings: Settings {
    [
      "begin": .integers(axes.map(\.begin)), "count": .integers(axes.map(\.count)),
      "stride": .integers(axes.map(\.stride)),
    ]
  }

  /// A box from its settings.
  public init(settings: Settings) throws(SettingsError) {
    let begin = try settings.integers("begin")
    let count = try settings.integers("count", count: begin.count)
    let stride = try settings.integers("stride", count: begin.count)
    self.init(axes: begin.indices.map { Axis(begin: begin[$0], count: count[$0], stride: stride[$0]) })
  }

  /// The channels taken. Where they are not neighbors, those between must stay too.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    let taken = grid.channels
    return ChannelFlow(
      (0..<taken.count).map { .input(0, channel: taken.begin + $0 * taken.stride) },
      wholeInputs: taken.stride > 1 && taken.count > 1 ? [0] : [])
  }

  /// Fewer channels before those that are taken, and fewer taken.
  public mutating func keepChannels(_ kept: KeptChannels) {
    let (last, begin) = (axes.count - 1, grid.channels.begin)
    axes[last].begin = kept.inputs.count { $0 < begin }
    axes[last].count = kept.outputs.count
  }
}
