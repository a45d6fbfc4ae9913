/// What `Add`, `Multiply`, `Maximum` and their like have in common: two operands, combined element by element. One of them
/// may be a constant, and where an extent of one is 1, its one element stands for all of the other's.
public protocol ElementwisePair: OperationBody {
  /// The operand that is a constant, if one is.
  var constant: ConstantOperand? { get set }

  /// The operator on two values, or on a value and a constant.
  init(constant: ConstantOperand?)
}

/// A constant in the place of one of the two operands, which is a parameter of the node called `operand`. It is
/// not trained.
public struct ConstantOperand: Hashable, Sendable {
  /// Its extents: `[1]` for one number, `[channels]` for one for each channel.
  public var shape: Shape
  /// Whether it is the first operand rather than the second.
  public var isFirst: Bool

  /// A constant of the given extents; the second operand unless told otherwise.
  public init(shape: Shape, isFirst: Bool = false) {
    self.shape = shape
    self.isFirst = isFirst
  }
}

extension ElementwisePair {
  /// Both operands are rescaled, combined, rescaled and clamped, unless an operator says otherwise.
  public static var int8: Int8Behavior { Int8Behavior(clamps: true) }

  /// `constant` with its `shape` and whether it is the `first` operand, where there is one
  public var settings: Settings {
    guard let constant else { return [:] }
    return [
      "constant": .group([
        "shape": .integers(constant.shape.dimensions), "first": .bool(constant.isFirst),
      ])
    ]
  }

  /// An operator from its settings.
  public init(settings: Settings) throws(SettingsError) {
    guard settings["constant"] != nil else {
      self.init(constant: nil)
      return
    }
    let constant = try settings.group("constant")
    self.init(
      constant: ConstantOperand(shape: try constant.shape("shape"), isFirst: try constant.bool("first")))
  }

  /// Two, or one beside a constant.
  public var inputCount: ClosedRange<Int> { constant == nil ? 2...2 : 1...1 }

  /// The constant, where there is one.
  public var parameters: [ParameterSpecification] {
    guard let shape = constant?.shape else { return [] }
    let axis = shape.channels > 1 ? shape.rank - 1 : nil
    return [ParameterSpecification(.constant, shape: shape.dimensions, outputAxis: axis)]
  }

  /// Both operands' shapes, in order.
  public func operands(for inputs: [Shape]) -> (first: Shape, second: Shape) {
    guard let constant else { return (inputs[0], inputs[1]) }
    return constant.isFirst ? (constant.shape, inputs[0]) : (inputs[0], constant.shape)
  }

  /// The larger extent of each dimension.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    if let constant {
      guard constant.shape.rank >= 1, constant.shape.dimensions.allSatisfy({ $0 > 0 }),
        constant.shape.isAddressable
      else { throw .range("a constant's extent") }
    }
    let (first, second) = operands(for: inputs)
    return try Broadcast(first, second).output
  }

  /// Channel by channel. A single channel that stands for all of the other operand's must stay; a constant follows
  /// its partner.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    let whole = Set(inputs.indices.filter { inputs[$0].channels != output.channels })
    guard let widest = inputs.indices.first(where: { !whole.contains($0) }) else {
      return .fixed(output.channels, inputs: inputs.count)
    }
    return ChannelFlow(
      (0..<output.channels).map { .input(widest, channel: $0) }, wholeInputs: whole, tiesInputs: true)
  }

  /// Fewer channels of a constant that has one number for each.
  public mutating func keepChannels(_ kept: KeptChannels) {
    guard let shape = constant?.shape, shape.channels > 1 else { return }
    constant?.shape.dimensions[shape.rank - 1] = kept.outputs.count
  }
}
