/// What the records of maxima and minima say.
public struct ExtremumTerms {
  /// What is compared, all of one scale and zero point, and what is made.
  public let operands: OperandPair
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  init(_ record: OperatorRecord, in model: Model) {
    operands = OperandPair(record, in: model)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  static var payload: UInt32 { 0x3_8000 }

  static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try OperandPair.validate(record, payload: payload, in: model)
    for position in 0..<record.inputCount { try record.validateQuantization(asInput: position, in: model) }
    let terms = ExtremumTerms(record, in: model)
    // Of a constant the record has the zero point alone.
    guard terms.operands.first.zeroPoint == terms.operands.second.zeroPoint else {
      throw .invalid(.operand, byte: model.byte(of: record) + Layout.Pair.zeroPoint)
    }
  }
}

/// The element-wise maximum of two operands.
public struct MaximumRecord: ElementwiseBody {
  package static var kind: OperatorKind { .maximum }
  package static var payload: UInt32 { ExtremumTerms.payload }

  /// What is compared.
  public let terms: ExtremumTerms

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { terms = ExtremumTerms(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try ExtremumTerms.validate(record, in: model)
  }

  package var constantsBytes: Int { terms.operands.constantBytes }
}

/// The element-wise minimum of two operands.
public struct MinimumRecord: ElementwiseBody {
  package static var kind: OperatorKind { .minimum }
  package static var payload: UInt32 { ExtremumTerms.payload }

  /// What is compared.
  public let terms: ExtremumTerms

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { terms = ExtremumTerms(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try ExtremumTerms.validate(record, in: model)
  }

  package var constantsBytes: Int { terms.operands.constantBytes }
}
