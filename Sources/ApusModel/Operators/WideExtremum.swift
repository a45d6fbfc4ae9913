/// What the records of maxima and minima of int16 say. All values have one scale.
public struct WideExtremumTerms {
  /// What is compared.
  public let first: TensorRecord
  /// What it is compared with.
  public let second: TensorRecord
  /// The larger or the smaller elements.
  public let output: TensorRecord

  init(_ record: OperatorRecord, in model: Model) {
    first = model.value(record.input(0))
    second = model.value(record.input(1))
    output = record.output
  }

  static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 2...2, payload: 0, in: model)
    let terms = WideExtremumTerms(record, in: model)
    guard terms.first.hasShape(of: terms.output), terms.second.hasShape(of: terms.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard terms.first.element == .int16, terms.second.element == .int16, terms.output.element == .int16 else {
      throw .invalid(.element, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.element)
    }
    for position in 0..<2 { try record.validateQuantization(asInput: position, in: model) }
  }
}

/// The element-wise maximum of two int16 values of the same extents.
public struct WideMaximumRecord: ElementwiseBody {
  package static var kind: OperatorKind { .wideMaximum }
  package static var payload: UInt32 { 0 }
  package static var checksElements: Bool { true }

  /// What is compared, and what is made.
  public let terms: WideExtremumTerms

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { terms = WideExtremumTerms(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try WideExtremumTerms.validate(record, in: model)
  }
}

/// The element-wise minimum of two int16 values of the same extents.
public struct WideMinimumRecord: ElementwiseBody {
  package static var kind: OperatorKind { .wideMinimum }
  package static var payload: UInt32 { 0 }
  package static var checksElements: Bool { true }

  /// What is compared, and what is made.
  public let terms: WideExtremumTerms

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { terms = WideExtremumTerms(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try WideExtremumTerms.validate(record, in: model)
  }
}
