/// The element-wise product of two operands.
public struct MultiplyRecord: ElementwiseBody {
  package static var kind: OperatorKind { .multiply }
  package static var payload: UInt32 { 0x3_801F }

  /// What is multiplied, and the product.
  public let operands: OperandPair
  /// `firstScale · secondScale / outputScale`
  public let factor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a product's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    operands = OperandPair(record, in: model)
    factor = record.factor(at: Layout.factor)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try OperandPair.validate(record, payload: payload, in: model)
    let body = MultiplyRecord(record, in: model)
    guard body.factor.isSafe(upTo: body.operands.first.magnitude * body.operands.second.magnitude) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
  }

  package var constantsBytes: Int { operands.constantBytes }
}
