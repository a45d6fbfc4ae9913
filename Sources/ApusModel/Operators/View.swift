/// The same bytes of the arena under other extents.
public struct ViewRecord: RecordBody {
  package static var kind: OperatorKind { .view }
  package static var payload: UInt32 { 0 }
  package static var checksElements: Bool { true }

  /// The payload of a view's record, which has none.
  public init(_ record: OperatorRecord, in model: Model) {}

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let input = model.value(record.input(0))
    guard input.count == record.output.count else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    // In the compact form it gets no other place.
    guard model.isCompact || input.offset == record.output.offset else {
      throw .invalid(.arenaRegion, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.offset)
    }
    try record.validateQuantization(asInput: 0, in: model)
  }
}
