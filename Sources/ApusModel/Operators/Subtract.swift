/// The element-wise difference of two operands.
public struct SubtractRecord: ElementwiseBody {
  package static var kind: OperatorKind { .subtract }
  package static var payload: UInt32 { ScaledTerms.payload }

  /// What is subtracted, the second from the first.
  public let terms: ScaledTerms

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { terms = ScaledTerms(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try ScaledTerms.validate(record, in: model)
  }

  package var constantsBytes: Int { terms.operands.constantBytes }
}
