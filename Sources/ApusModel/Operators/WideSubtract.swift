/// The element-wise difference of two int16 values of the same extents.
public struct WideSubtractRecord: ElementwiseBody {
  package static var kind: OperatorKind { .wideSubtract }
  package static var payload: UInt32 { WideAddRecord.payload }
  package static var checksElements: Bool { true }

  /// What is subtracted from, what is subtracted, the difference, and the factors, as of a sum.
  public let terms: WideAddRecord

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { terms = WideAddRecord(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try WideAddRecord.validate(record, in: model)
  }
}
