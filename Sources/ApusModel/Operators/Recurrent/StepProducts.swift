/// The two products of each step of a recurrent layer: of weights with the step, and of weights with the hidden state of the
/// step before. Every row has, in both, a bias, a multiplier and a shift of its own, and gives an integer of 16 bits.
///
/// There are `gates` rows for each unit, those of one gate beside each other. In the constants, which are those of a layer
/// with twice as many channels, come first the biases, multipliers and shifts of all rows with the step, then of all rows
/// with the hidden state, and in the same order the weights.
public struct StepProducts {
  /// The steps, one for each position.
  public let sequence: TensorRecord
  /// The hidden state, of i8: of the step before, and then of the step.
  public let hidden: TensorRecord
  /// The hidden state of every step, or of the last that is carried out.
  public let output: TensorRecord
  /// Biases, multipliers and weights.
  public let constants: ChannelConstants
  /// Rows of each product.
  public let rows: Int
  /// Whether the last step comes first.
  public let isReversed: Bool

  init(_ record: OperatorRecord, gates: Int, hidden position: Int, in model: Model) {
    sequence = model.value(record.input(0))
    hidden = model.value(record.input(position))
    output = record.output
    rows = gates &* output.channels
    constants = ChannelConstants(
      base: model.constants(at: record.constantsOffset), channels: 2 &* rows,
      weightCount: rows &* (sequence.channels &+ output.channels), encodings: record.channelEncodings)
    isReversed = record.base.u8(Layout.Recurrent.flags) & Layout.Recurrent.isReversed != 0
  }

  /// Elements of the hidden state.
  public var units: Int { output.channels }
  /// How many steps there are.
  public var steps: Int { sequence.positions }
  /// The weights of a row with the step.
  @inline(__always)
  public func inputWeights(_ row: Int) -> UnsafePointer<Int8> { constants.weights + row &* sequence.channels }
  /// The weights of a row with the hidden state.
  @inline(__always)
  public func recurrentWeights(_ row: Int) -> UnsafePointer<Int8> {
    constants.weights + (rows &* sequence.channels &+ row &* units)
  }
  /// Where a step's elements begin in the arena.
  @inline(__always)
  public func sequenceOffset(_ step: Int) -> Int { sequence.offset &+ step &* sequence.channels }
  /// Where the hidden state of a step goes in the arena.
  @inline(__always)
  public func outputOffset(_ step: Int) -> Int {
    output.offset &+ (output.positions == 1 ? 0 : step &* units)
  }

  /// Multiply-accumulates of one run.
  var multiplyAccumulates: UInt64 {
    product(steps, rows) &* UInt64(truncatingIfNeeded: sequence.channels &+ units)
  }

  /// Checks extents and elements, that the constants are there, and that no sum overflows.
  /// - Parameters:
  ///   - gates: rows for each unit.
  ///   - position: which input the hidden state is.
  ///   - hiddenCount: elements of that input for each unit.
  static func validate(
    _ record: OperatorRecord, gates: Int, hidden position: Int, hiddenCount: Int, flags: UInt8,
    in model: Model
  ) throws(ModelError) {
    let (sequence, hidden) = (model.value(record.input(0)), model.value(record.input(position)))
    let output = record.output
    let outputByte = model.byte(of: record) + Layout.Record.output
    guard output.positions == 1 || output.positions == sequence.positions,
      hidden.count == checkedProduct(hiddenCount, output.channels),
      let rows = checkedProduct(gates, output.channels), checkedProduct(2, rows) != nil,
      let inputCount = checkedProduct(rows, sequence.channels),
      let recurrentCount = checkedProduct(rows, output.channels), isSize(inputCount &+ recurrentCount),
      inputCount &+ recurrentCount > 0
    else { throw .invalid(.shape, byte: outputByte + Layout.Tensor.height) }
    guard sequence.element == .int8, hidden.element == .int8, output.element == .int8,
      hidden.zeroPoint == output.zeroPoint
    else { throw .invalid(.element, byte: outputByte + Layout.Tensor.element) }
    guard record.base.u8(Layout.Recurrent.flags) & ~flags == 0 else {
      throw .invalid(.reserved, byte: model.byte(of: record) + Layout.Recurrent.flags)
    }
    try record.validateConstants(
      channels: 2 &* rows, weightCount: inputCount &+ recurrentCount, in: model)
    let products = StepProducts(record, gates: gates, hidden: position, in: model)
    let byte = model.byte(of: record.constantsOffset)
    try products.constants.validate(
      0..<rows, firstWeight: 0, taps: sequence.channels, step: 1, magnitude: sequence.magnitude, byte: byte)
    try products.constants.validate(
      rows..<2 &* rows, firstWeight: inputCount, taps: output.channels, step: 1, magnitude: hidden.magnitude,
      byte: byte)
  }
}

extension OperatorRecord {
  /// Checks a factor of numbers of 32 bits, which is not above 1.
  func validateFraction(at place: Layout.Factor, in model: Model) throws(ModelError) {
    let factor = factor(at: place)
    guard factor.shift <= 0, factor.isSafe(upTo: 0) else {
      throw .invalid(.multiplier, byte: model.byte(of: self) + place.multiplier)
    }
  }

  /// Checks that an input is of i16, with an element for each channel of the output.
  func validateWideState(input position: Int, in model: Model) throws(ModelError) {
    let value = model.value(input(position))
    guard value.element == .int16 else {
      throw .invalid(.element, byte: model.byte(of: self) + Layout.Record.inputs + 2 * position)
    }
    guard value.count == output.channels else {
      throw .invalid(.shape, byte: model.byte(of: self) + Layout.Record.inputs + 2 * position)
    }
  }
}
