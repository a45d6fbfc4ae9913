/// Rows, columns and channels in another order. Input and output have the same quantization parameters.
public struct TransposeRecord: RecordBody {
  package static var kind: OperatorKind { .transpose }
  package static var payload: UInt32 { 7 }
  package static var checksElements: Bool { true }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// Which axis of the input the output's rows are: 0 rows, 1 columns, 2 channels.
  public let rowAxis: Int
  /// Which axis of the input the output's columns are.
  public let columnAxis: Int
  /// Which axis of the input the output's channels are.
  public let channelAxis: Int

  /// The payload of a transposition's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    rowAxis = Int(record.base.u8(Layout.Transpose.rowAxis))
    columnAxis = Int(record.base.u8(Layout.Transpose.columnAxis))
    channelAxis = Int(record.base.u8(Layout.Transpose.channelAxis))
  }

  /// How long an axis of the input is.
  private func extent(_ axis: Int) -> Int {
    axis == 0 ? input.height : axis == 1 ? input.width : input.channels
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = TransposeRecord(record, in: model)
    let (first, second, third) = (body.rowAxis, body.columnAxis, body.channelAxis)
    guard first <= 2, second <= 2, third <= 2, first != second, first != third, second != third,
      body.extent(first) == body.output.height, body.extent(second) == body.output.width,
      body.extent(third) == body.output.channels
    else { throw .invalid(.shape, byte: model.byte(of: record) + Layout.Transpose.rowAxis) }
    try record.validateQuantization(asInput: 0, in: model)
  }
}
