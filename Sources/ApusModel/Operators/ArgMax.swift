/// The index of the largest channel of each position, of several the first, as int32 of scale 1.
public struct ArgMaxRecord: RecordBody {
  package static var kind: OperatorKind { .argMax }
  package static var payload: UInt32 { 0 }
  package static var checksElements: Bool { true }

  /// The value taken, of int8.
  public let input: TensorRecord
  /// The indices, one for each position.
  public let output: TensorRecord

  /// The record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = ArgMaxRecord(record, in: model)
    // The axis that vanishes is the last: a vector of indices has them as channels.
    guard body.output.count == body.input.positions else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.input.element == .int8, body.output.element == .int32 else {
      throw .invalid(.element, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.element)
    }
  }
}
