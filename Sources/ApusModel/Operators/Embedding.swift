/// Rows of a table by their indices, which are elements of an int32 value. Indices outside the table count as its nearest
/// row.
public struct EmbeddingRecord: RecordBody {
  package static var kind: OperatorKind { .embedding }
  package static var payload: UInt32 { 0xF }
  package static var checksElements: Bool { true }

  /// The indices, of int32.
  public let input: TensorRecord
  /// Their rows, of int8, one after the other.
  public let output: TensorRecord
  /// Rows of the table.
  public let rows: Int
  /// The table, row by row, with the output's quantization parameters.
  public let table: UnsafePointer<Int8>

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    rows = record.base.size32(Layout.Embedding.rows)
    table = model.constants(at: record.constantsOffset).assumingMemoryBound(to: Int8.self)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = EmbeddingRecord(record, in: model)
    guard body.input.element == .int32, body.output.element == .int8 else {
      throw .invalid(.element, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.element)
    }
    guard body.output.positions == body.input.count,
      let bytes = checkedProduct(body.rows, body.output.channels)
    else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    try record.validateConstants(byteCount: bytes, in: model)
  }

  package var constantsBytes: Int { rows &* output.channels }
}
