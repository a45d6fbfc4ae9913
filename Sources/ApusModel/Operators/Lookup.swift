/// A function of one int8, as a table of its 256 results.
public struct LookupRecord: ElementwiseBody {
  package static var kind: OperatorKind { .lookup }
  package static var payload: UInt32 { 0 }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// The results of −128 … 127, in order.
  public let table: UnsafePointer<Int8>

  /// Results in a table, and its bytes.
  package static let tableBytes = 256

  /// The payload of a lookup's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    table = model.constants(at: record.constantsOffset).assumingMemoryBound(to: Int8.self)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    guard model.value(record.input(0)).hasShape(of: record.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    try record.validateConstants(byteCount: tableBytes, in: model)
  }

  package var constantsBytes: Int { Self.tableBytes }
}
