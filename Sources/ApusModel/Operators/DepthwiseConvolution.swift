/// A depthwise convolution: weights `[kernelHeight, kernelWidth, outputChannels]`; output channel
/// `c · multiplier + m` is made from input channel `c`.
public struct DepthwiseConvolutionRecord: RecordBody {
  package static var kind: OperatorKind { .depthwiseConvolution }
  package static var payload: UInt32 { 0xFFFF }

  /// The feature map taken.
  public let input: TensorRecord
  /// The feature map made.
  public let output: TensorRecord
  /// Kernel, strides, dilations and padding.
  public let window: WindowRecord
  /// Bias, multipliers and weights.
  public let constants: ChannelConstants
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// Output channels for each input channel.
  public var multiplier: Int { output.channels / input.channels }

  /// The payload of a depthwise convolution's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    window = WindowRecord(at: record.base)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
    constants = ChannelConstants(
      base: model.constants(at: record.constantsOffset), channels: output.channels,
      weightCount: output.channels &* window.area, encodings: record.channelEncodings)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = DepthwiseConvolutionRecord(record, in: model)
    try body.window.validate(output: body.output, byte: model.byte(of: record))
    let channels = body.output.channels
    guard channels % body.input.channels == 0,
      let weightCount = checkedProduct(body.window.kernelHeight, body.window.kernelWidth, channels)
    else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.channels)
    }
    try record.validateConstants(channels: channels, weightCount: weightCount, in: model)
    try body.constants.validate(
      taps: body.window.area, step: channels, magnitude: body.input.magnitude,
      byte: model.byte(of: record.constantsOffset))
  }

  package static var hasWindow: Bool { true }

  package var multiplyAccumulates: UInt64 { product(output.count, window.area) }

  package var channelConstants: ChannelConstants? { constants }
}
