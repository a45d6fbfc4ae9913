/// A convolution: weights `[outputChannels, kernelHeight, kernelWidth, inputChannels / groups]`.
public struct ConvolutionRecord: RecordBody {
  package static var kind: OperatorKind { .convolution }
  package static var payload: UInt32 { 0x3_FFFF }

  /// The feature map taken.
  public let input: TensorRecord
  /// The feature map made.
  public let output: TensorRecord
  /// Kernel, strides, dilations and padding.
  public let window: WindowRecord
  /// Groups of channels that do not see each other.
  public let groups: Int
  /// Bias, multipliers and weights.
  public let constants: ChannelConstants
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// Input channels that one output channel sees.
  public var groupChannels: Int { groups == 1 ? input.channels : input.channels / groups }

  /// The payload of a convolution's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    window = WindowRecord(at: record.base)
    groups = Int(record.base.u16(Layout.Record.groups))
    clampLow = record.clampLow
    clampHigh = record.clampHigh
    let channels = groups == 1 ? input.channels : groups == 0 ? 0 : input.channels / groups
    constants = ChannelConstants(
      base: model.constants(at: record.constantsOffset), channels: output.channels,
      weightCount: output.channels &* window.area &* channels, encodings: record.channelEncodings)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = ConvolutionRecord(record, in: model)
    try body.window.validate(output: body.output, byte: model.byte(of: record))
    guard body.groups > 0, body.input.channels % body.groups == 0, body.output.channels % body.groups == 0
    else { throw .invalid(.groups, byte: model.byte(of: record) + Layout.Record.groups) }
    guard let taps = checkedProduct(body.window.area, body.groupChannels),
      let weightCount = checkedProduct(taps, body.output.channels)
    else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.channels)
    }
    try record.validateConstants(channels: body.output.channels, weightCount: weightCount, in: model)
    try body.constants.validate(
      taps: taps, step: 1, magnitude: body.input.magnitude, byte: model.byte(of: record.constantsOffset))
  }

  package static var hasWindow: Bool { true }

  package var multiplyAccumulates: UInt64 { product(output.count, window.area &* groupChannels) }

  package var channelConstants: ChannelConstants? { constants }
}
