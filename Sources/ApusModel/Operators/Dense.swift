/// A fully connected layer: weights `[outputFeatures, inputFeatures]`. Every element of the input is a
/// feature, whatever its extents.
public struct DenseRecord: RecordBody {
  package static var kind: OperatorKind { .dense }
  package static var payload: UInt32 { 0 }

  /// The value taken.
  public let input: TensorRecord
  /// The vector made.
  public let output: TensorRecord
  /// Bias, multipliers and weights.
  public let constants: ChannelConstants
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a dense layer's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    clampLow = record.clampLow
    clampHigh = record.clampHigh
    constants = ChannelConstants(
      base: model.constants(at: record.constantsOffset), channels: output.channels,
      weightCount: output.channels &* input.count, encodings: record.channelEncodings)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = DenseRecord(record, in: model)
    guard body.output.positions == 1,
      let weightCount = checkedProduct(body.output.channels, body.input.count)
    else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    try record.validateConstants(channels: body.output.channels, weightCount: weightCount, in: model)
    try body.constants.validate(
      taps: body.input.count, step: 1, magnitude: body.input.magnitude,
      byte: model.byte(of: record.constantsOffset))
  }

  package var multiplyAccumulates: UInt64 { product(output.count, input.count) }

  package var channelConstants: ChannelConstants? { constants }
}
