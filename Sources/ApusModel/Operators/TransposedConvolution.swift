/// A transposed convolution: weights `[outputChannels, kernelHeight, kernelWidth, inputChannels]`. Input row `r`
/// reaches output rows `r · stride − top + k` for the kernel's rows `k`; the window's dilations are 1.
public struct TransposedConvolutionRecord: RecordBody {
  package static var kind: OperatorKind { .transposedConvolution }
  package static var payload: UInt32 { 0xFFFF }

  /// The feature map taken.
  public let input: TensorRecord
  /// The feature map made.
  public let output: TensorRecord
  /// Kernel, strides, and rows and columns left out above and on the left.
  public let window: WindowRecord
  /// Bias, multipliers and weights.
  public let constants: ChannelConstants
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a transposed convolution's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    window = WindowRecord(at: record.base)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
    constants = ChannelConstants(
      base: model.constants(at: record.constantsOffset), channels: output.channels,
      weightCount: output.channels &* window.area &* input.channels, encodings: record.channelEncodings)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = TransposedConvolutionRecord(record, in: model)
    let window = body.window
    try window.validateForTransposing(byte: model.byte(of: record))
    guard let taps = checkedProduct(window.kernelHeight, window.kernelWidth, body.input.channels),
      let weightCount = checkedProduct(taps, body.output.channels)
    else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.channels)
    }
    try record.validateConstants(channels: body.output.channels, weightCount: weightCount, in: model)
    // Each tap at most once: a kernel's taps that an output sees are `stride` apart.
    try body.constants.validate(
      taps: taps, step: 1, magnitude: body.input.magnitude, byte: model.byte(of: record.constantsOffset))
  }

  package static var hasWindow: Bool { true }

  /// Each input element meets each tap of each output channel.
  package var multiplyAccumulates: UInt64 { product(input.count, window.area &* output.channels) }

  package var channelConstants: ChannelConstants? { constants }
}
