/// What the records of convolutions over elements or with weights of 16 bits say, transposed ones among them. A dense layer
/// is one whose window is a single position; a depthwise one has as many groups as channels.
public struct WideLayer {
  /// The feature map taken, of int8 or int16.
  public let input: TensorRecord
  /// The feature map made, of the same elements.
  public let output: TensorRecord
  /// Kernel, strides, dilations and padding.
  public let window: WindowRecord
  /// Groups of channels that do not see each other.
  public let groups: Int
  /// Bias, multipliers and weights.
  public let constants: WideConstants
  /// Whether accumulators have 64 bits.
  public let hasWideSums: Bool
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// Input channels that one output channel sees.
  public var groupChannels: Int { groups == 1 ? input.channels : input.channels / groups }
  /// Weights of one output channel.
  public var taps: Int { window.area &* groupChannels }

  static var payload: UInt32 { 0x20F7_FFFF }

  init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    window = WindowRecord(at: record.base)
    groups = Int(record.base.u16(Layout.Record.groups))
    hasWideSums = record.base.u8(Layout.Wide.flags) & Layout.Wide.hasWideSums != 0
    clampLow = Int32(Int16(bitPattern: record.base.u16(Layout.Wide.clampLow)))
    clampHigh = Int32(Int16(bitPattern: record.base.u16(Layout.Wide.clampHigh)))
    let channels = groups == 1 ? input.channels : groups == 0 ? 0 : input.channels / groups
    constants = WideConstants(
      channels: output.channels, weightCount: output.channels &* window.area &* channels,
      hasWideWeights: record.base.u8(Layout.Record.encoding) == Layout.Wide.wideWeights,
      base: model.constants(at: record.constantsOffset))
  }

  static func validate(_ record: OperatorRecord, isTransposed: Bool, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let byte = model.byte(of: record)
    let layer = WideLayer(record, in: model)
    guard layer.input.element == layer.output.element, layer.input.element != .int32 else {
      throw .invalid(.element, byte: byte + Layout.Record.output + Layout.Tensor.element)
    }
    guard record.base.u8(Layout.Wide.flags) <= Layout.Wide.hasWideSums,
      record.base.u8(Layout.Record.encoding) <= Layout.Wide.wideWeights
    else { throw .invalid(.reserved, byte: byte + Layout.Wide.flags) }
    let range: ClosedRange<Int32> = layer.output.element == .int8 ? -128...127 : -32_768...32_767
    guard range.contains(layer.clampLow), range.contains(layer.clampHigh), layer.clampLow <= layer.clampHigh
    else { throw .invalid(.clamp, byte: byte + Layout.Wide.clampLow) }
    if isTransposed {
      try layer.window.validateForTransposing(byte: byte)
    } else {
      try layer.window.validate(output: layer.output, byte: byte)
    }
    guard layer.groups > 0, layer.input.channels % layer.groups == 0,
      layer.output.channels % layer.groups == 0, !isTransposed || layer.groups == 1
    else { throw .invalid(.groups, byte: byte + Layout.Record.groups) }
    guard let taps = checkedProduct(layer.window.area, layer.groupChannels),
      let weightCount = checkedProduct(taps, layer.output.channels),
      let bytes = WideConstants.byteCount(
        channels: layer.output.channels, weightCount: weightCount,
        hasWideWeights: layer.constants.hasWideWeights)
    else { throw .invalid(.shape, byte: byte + Layout.Record.output + Layout.Tensor.channels) }
    try record.validateConstants(byteCount: bytes, in: model)
    try layer.constants.validate(
      taps: taps, magnitude: layer.input.element == .int16 ? 32_768 : layer.input.magnitude,
      hasWideSums: layer.hasWideSums, byte: model.byte(of: record.constantsOffset))
  }
}

/// A convolution over elements or with weights of 16 bits: weights
/// `[outputChannels, kernelHeight, kernelWidth, inputChannels / groups]`.
public struct WideConvolutionRecord: RecordBody {
  package static var kind: OperatorKind { .wideConvolution }
  package static var payload: UInt32 { WideLayer.payload }
  package static var checksElements: Bool { true }

  /// What the record says.
  public let layer: WideLayer

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { layer = WideLayer(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try WideLayer.validate(record, isTransposed: false, in: model)
  }

  package static var hasWindow: Bool { true }

  package var multiplyAccumulates: UInt64 { product(layer.output.count, layer.taps) }

  package var constantsBytes: Int { layer.constants.byteCount }
}

/// A transposed convolution over elements of 16 bits: weights
/// `[outputChannels, kernelHeight, kernelWidth, inputChannels]`.
public struct WideTransposedConvolutionRecord: RecordBody {
  package static var kind: OperatorKind { .wideTransposedConvolution }
  package static var payload: UInt32 { WideLayer.payload }
  package static var checksElements: Bool { true }

  /// What the record says.
  public let layer: WideLayer

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { layer = WideLayer(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try WideLayer.validate(record, isTransposed: true, in: model)
  }

  package static var hasWindow: Bool { true }

  package var multiplyAccumulates: UInt64 {
    product(layer.input.count, layer.window.area &* layer.output.channels)
  }

  package var constantsBytes: Int { layer.constants.byteCount }
}
