/// A border of zeros, which are the zero point. Rows below, columns to the right and channels behind follow
/// from the output's extents. Input and output have the same quantization parameters.
public struct PadRecord: RecordBody {
  package static var kind: OperatorKind { .pad }
  package static var payload: UInt32 { 0x3F }
  package static var checksElements: Bool { true }

  /// The feature map taken.
  public let input: TensorRecord
  /// The feature map made.
  public let output: TensorRecord
  /// Rows above.
  public let top: Int
  /// Columns on the left.
  public let left: Int
  /// Channels before the input's.
  public let channelsBefore: Int

  /// The payload of a pad's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    top = record.base.size16(Layout.Pad.top)
    left = record.base.size16(Layout.Pad.left)
    channelsBefore = record.base.size16(Layout.Pad.channelsBefore)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = PadRecord(record, in: model)
    guard lies(body.top, count: body.input.height, within: body.output.height),
      lies(body.left, count: body.input.width, within: body.output.width),
      lies(body.channelsBefore, count: body.input.channels, within: body.output.channels)
    else { throw .invalid(.shape, byte: model.byte(of: record) + Layout.Pad.top) }
    try record.validateQuantization(asInput: 0, in: model)
  }
}
