/// Values joined along one axis, in the order of the inputs.
public struct Concatenate: OperationBody {
  /// `concatenate`
  public static let name = "concatenate"
  /// Integers are copied.
  public static let int8 = Int8Behavior(keepsScale: true, hasWideKernel: true)

  /// Along which axis values are joined.
  public enum Axis: String, Hashable, Sendable, CaseIterable {
    /// The innermost.
    case channels
    /// The one before.
    case columns
    /// The outermost of a feature map.
    case rows

    /// How many axes lie further in.
    var distance: Int {
      switch self {
      case .channels: 0
      case .columns: 1
      case .rows: 2
      }
    }
  }

  /// The axis along which values are joined.
  public var axis: Axis

  /// Values joined along the channels, unless told otherwise.
  public init(axis: Axis = .channels) { self.axis = axis }

  /// Two to sixteen.
  public var inputCount: ClosedRange<Int> { 2...16 }

  /// The inputs' common extents, those along the axis added up.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    var joined = inputs[0]
    let dimension = joined.rank - 1 - axis.distance
    guard dimension >= 0, axis == .channels || joined.rank <= 3 else { throw .range("an axis") }
    for other in inputs.dropFirst() {
      var expected = joined
      if other.rank == joined.rank { expected.dimensions[dimension] = other.dimensions[dimension] }
      guard other == expected else { throw .mismatch(inputs[0], other) }
      joined.dimensions[dimension] += other.dimensions[dimension]
    }
    return joined
  }

  /// How many pieces a value that is joined falls into: what of it lies together in the output.
  public func pieceCount(of shape: Shape) -> Int {
    let (rows, columns, _) = shape.grid
    switch axis {
    case .channels: return rows * columns
    case .columns: return rows
    case .rows: return 1
    }
  }

  /// The case that holds it.
  public var operation: Operation { .concatenate(self) }

  /// `axis`
  public var settings: Settings { ["axis": .text(axis.rawValue)] }

  /// A concatenation from its settings. Files from before there was a choice of axes say nothing.
  public init(settings: Settings) throws(SettingsError) {
    self.init(axis: settings["axis"] == nil ? .channels : try settings.choice("axis", of: Axis.self))
  }

  /// The channels of all inputs in turn; along another axis, those of each.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    switch axis {
    case .channels:
      ChannelFlow(
        inputs.enumerated().flatMap { input, shape in
          (0..<shape.channels).map { .input(input, channel: $0) }
        })
    case .columns, .rows:
      ChannelFlow((0..<output.channels).map { .input(0, channel: $0) }, tiesInputs: true)
    }
  }
}
