/// A feature map of other rows and columns. Input and output have the same quantization parameters.
public struct ResizeRecord {
  /// The feature map taken.
  public let input: TensorRecord
  /// The feature map made.
  public let output: TensorRecord
  /// Whether first and last positions of input and output coincide.
  public let alignsCorners: Bool
  /// Whether the middles of pixels coincide.
  public let usesHalfPixelCenters: Bool

  /// The payload of a resizing's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    let flags = record.base.u8(Layout.Resize.flags)
    alignsCorners = flags & Layout.Resize.alignsCorners != 0
    usesHalfPixelCenters = flags & Layout.Resize.usesHalfPixelCenters != 0
  }

  static var payload: UInt32 { 1 }

  static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = ResizeRecord(record, in: model)
    guard body.input.channels == body.output.channels else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.channels)
    }
    let all = Layout.Resize.alignsCorners | Layout.Resize.usesHalfPixelCenters
    let flags = record.base.u8(Layout.Resize.flags)
    guard flags < all || (flags == all && record.kind == .resizeNearest) else {
      throw .invalid(.window, byte: model.byte(of: record) + Layout.Resize.flags)
    }
    try record.validateQuantization(asInput: 0, in: model)
  }
}
