/// A box cut out of a value: rows, columns and channels from a first one on, at equal distances. How many are
/// the output's extents. Input and output have the same quantization parameters.
public struct SliceRecord: RecordBody {
  package static var kind: OperatorKind { .slice }
  package static var payload: UInt32 { 0xFFFF }
  package static var checksElements: Bool { true }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// The first row taken.
  public let firstRow: Int
  /// The first column taken.
  public let firstColumn: Int
  /// The first channel taken.
  public let firstChannel: Int
  /// From one row taken to the next.
  public let rowStride: Int
  /// From one column taken to the next.
  public let columnStride: Int
  /// From one channel taken to the next.
  public let channelStride: Int

  /// The payload of a slice's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    firstRow = record.base.size16(Layout.Slice.firstRow)
    firstColumn = record.base.size16(Layout.Slice.firstColumn)
    firstChannel = record.base.size32(Layout.Slice.firstChannel)
    rowStride = record.base.size16(Layout.Slice.rowStride)
    columnStride = record.base.size16(Layout.Slice.columnStride)
    channelStride = record.base.size32(Layout.Slice.channelStride)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = SliceRecord(record, in: model)
    guard
      fits(body.firstRow, body.rowStride, count: body.output.height, extent: body.input.height),
      fits(body.firstColumn, body.columnStride, count: body.output.width, extent: body.input.width),
      fits(body.firstChannel, body.channelStride, count: body.output.channels, extent: body.input.channels)
    else { throw .invalid(.shape, byte: model.byte(of: record) + Layout.Slice.firstRow) }
    try record.validateQuantization(asInput: 0, in: model)
  }

  /// A slice is copied in order, each element from its own place or one behind it.
  package static func mayOverwrite(input: Extents, output: Extents, slide: WindowSlide?) -> Bool { true }

  /// Whether `first + (count − 1) · stride` is an index, without computing it.
  private static func fits(_ first: Int, _ stride: Int, count: Int, extent: Int) -> Bool {
    first >= 0 && first < extent && stride > 0 && count - 1 <= (extent - 1 - first) / stride
  }
}
