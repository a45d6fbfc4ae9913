/// The element-wise quotient of two operands.
public struct DivideRecord: ElementwiseBody {
  package static var kind: OperatorKind { .divide }
  package static var payload: UInt32 { 0x3_801F }

  /// What is divided, and the quotient.
  public let operands: OperandPair
  /// `firstScale / (secondScale · outputScale)`
  public let factor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The largest shift. A dividend is shifted to the left by at least 23 bits, so that its quotient, times the factor, is
  /// always shifted to the right.
  package static let largestShift: Int32 = 23

  /// The payload of a quotient's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    operands = OperandPair(record, in: model)
    factor = record.factor(at: Layout.factor)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try OperandPair.validate(record, payload: payload, in: model)
    let body = DivideRecord(record, in: model)
    guard body.factor.isSafe(upTo: 0), body.factor.shift <= largestShift else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
  }

  package var constantsBytes: Int { operands.constantBytes }
}
