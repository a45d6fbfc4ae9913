/// Softmax over the channels of each position, of int16. The output is in steps of 2⁻¹⁵.
public struct WideSoftmaxRecord: ElementwiseBody {
  package static var kind: OperatorKind { .wideSoftmax }
  package static var payload: UInt32 { 0x1F }
  package static var checksElements: Bool { true }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// `inputScale · 65535 / 10`: differences of inputs become 16 bits of which all stand for −10.
  public let factor: FixedPointMultiplier

  /// The sum of this many exponentials of 15 bits fits into 32.
  package static let maximumChannels = 65_536

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    factor = record.factor(at: Layout.factor)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = WideSoftmaxRecord(record, in: model)
    guard body.input.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.input.element == .int16, body.output.element == .int16 else {
      throw .invalid(.element, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.element)
    }
    guard body.input.channels <= maximumChannels else {
      throw .invalid(
        .accumulator, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.channels)
    }
    guard body.factor.isSafe(upTo: 65_535) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
  }
}
