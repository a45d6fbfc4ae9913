/// The channels of each position divided by the length of the vector that they are. The output's scale is a power of two
/// from 1/4096 to 1/128, and its zero point 0.
public struct L2NormalizationRecord: ElementwiseBody {
  package static var kind: OperatorKind { .l2Normalization }
  package static var payload: UInt32 { 0 }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord

  /// The squares of so many distances from the zero point, each at most 255², add up to less than 2³¹.
  package static let maximumChannels = 32768

  /// The fraction bits of the output: its scale is 2 to the power of less so many.
  public var fractionBits: Int32 { 127 &- Int32(output.scale.bitPattern >> 23) }

  /// The record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = L2NormalizationRecord(record, in: model)
    guard body.input.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.input.channels <= maximumChannels else {
      throw .invalid(
        .accumulator, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.channels)
    }
    guard body.output.scale.bitPattern & 0x7F_FFFF == 0, (7...12).contains(body.fractionBits),
      body.output.zeroPoint == 0
    else {
      throw .invalid(.quantization, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.scale)
    }
  }
}
