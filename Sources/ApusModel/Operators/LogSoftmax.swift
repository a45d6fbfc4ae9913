/// The logarithm of the softmax over the channels of each position, in fixed point. The output's scale is a power of two
/// from 1/4096 to 1/16, and its zero point 127.
public struct LogSoftmaxRecord: ElementwiseBody {
  package static var kind: OperatorKind { .logSoftmax }
  package static var payload: UInt32 { 0x1F1F }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// `inputScale · 2²⁶`: differences of inputs become Q5.26.
  public let factor: FixedPointMultiplier
  /// One by that: Q5.26 becomes differences of inputs.
  public let reverseFactor: FixedPointMultiplier

  /// Differences from the largest input below this one count as exp(−∞).
  public var smallestDifference: Int32 { -((31 << 26) >> factor.shift) }

  /// The fraction bits of the output: its scale is 2 to the power of less so many.
  public var fractionBits: Int32 { 127 &- Int32(output.scale.bitPattern >> 23) }

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    factor = record.factor(at: Layout.factor)
    reverseFactor = record.factor(at: Layout.reverseFactor)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = LogSoftmaxRecord(record, in: model)
    guard body.input.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.input.channels <= SoftmaxRecord.maximumChannels else {
      throw .invalid(
        .accumulator, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.channels)
    }
    guard body.output.scale.bitPattern & 0x7F_FFFF == 0, (4...12).contains(body.fractionBits),
      body.output.zeroPoint == 127
    else {
      throw .invalid(.quantization, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.scale)
    }
    guard body.factor.multiplier >= 0, (0...31).contains(body.factor.shift) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
    guard body.reverseFactor.multiplier >= 0, (-31...0).contains(body.reverseFactor.shift) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.reverseFactor.multiplier)
    }
  }
}
