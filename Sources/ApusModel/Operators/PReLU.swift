/// The rectifier with slopes of its own: `x` where it is not negative, and a product with its slope where it is.
public struct PReLURecord: ElementwiseBody {
  package static var kind: OperatorKind { .prelu }
  package static var payload: UInt32 { 0x3_83FF }

  /// The value with its slopes, of which the second operand is the constant, and what is made.
  public let operands: OperandPair
  /// `inputScale / outputScale`
  public let positiveFactor: FixedPointMultiplier
  /// `inputScale · slopeScale / outputScale`
  public let negativeFactor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    operands = OperandPair(record, in: model)
    positiveFactor = record.factor(at: Layout.LeakyReLU.positive)
    negativeFactor = record.factor(at: Layout.LeakyReLU.negative)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try OperandPair.validate(record, payload: payload, in: model)
    guard record.base.u8(Layout.Pair.constant) == Layout.Pair.secondIsConstant else {
      throw .invalid(.operand, byte: model.byte(of: record) + Layout.Pair.constant)
    }
    let body = PReLURecord(record, in: model)
    guard model.value(record.input(0)).hasShape(of: record.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    let magnitude = body.operands.first.magnitude
    guard body.positiveFactor.isSafe(upTo: magnitude),
      body.negativeFactor.isSafe(upTo: magnitude * body.operands.second.magnitude)
    else { throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.LeakyReLU.positive.multiplier) }
  }

  package var constantsBytes: Int { operands.constantBytes }
}
