/// A max or average pool. Input and output have the same quantization parameters.
public struct PoolRecord {
  /// The feature map taken.
  public let input: TensorRecord
  /// The feature map made.
  public let output: TensorRecord
  /// Kernel, strides and padding.
  public let window: WindowRecord
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a pool's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    window = WindowRecord(at: record.base)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  /// Sums of up to this many int8 values fit into 32 bits, and so does half of a divisor added to them. It holds
  /// for max pools too.
  package static let maximumArea = 1 << 23

  static var payload: UInt32 { 0xFFFF }

  static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = PoolRecord(record, in: model)
    try body.window.validate(output: body.output, byte: model.byte(of: record))
    try body.window.validateForPooling(input: body.input, output: body.output, byte: model.byte(of: record))
    guard body.input.channels == body.output.channels else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.channels)
    }
    guard body.window.area <= maximumArea else {
      throw .invalid(.accumulator, byte: model.byte(of: record) + Layout.Window.kernelHeight)
    }
    try record.validateQuantization(asInput: 0, in: model)
  }
  /// Whether no window starts before the position that is written for it: what that overwrites, no later window reads.
  static func mayOverwrite(input: Extents, output: Extents, slide: WindowSlide?) -> Bool {
    guard let slide else { return false }
    return output.width <= input.width
      && (output.height == 1 || slide.top < slide.strideHeight)
      && (output.width == 1 || slide.left < slide.strideWidth)
  }
}
