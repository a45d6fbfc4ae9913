/// The leaky rectifier of int16 values, with a factor for each sign.
public struct WideLeakyReLURecord: ElementwiseBody {
  package static var kind: OperatorKind { .wideLeakyReLU }
  package static var payload: UInt32 { 0x3FF }
  package static var checksElements: Bool { true }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// `inputScale / outputScale`
  public let positiveFactor: FixedPointMultiplier
  /// `slope · inputScale / outputScale`
  public let negativeFactor: FixedPointMultiplier

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    positiveFactor = record.factor(at: Layout.LeakyReLU.positive)
    negativeFactor = record.factor(at: Layout.LeakyReLU.negative)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = WideLeakyReLURecord(record, in: model)
    guard body.input.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.input.element == .int16, body.output.element == .int16 else {
      throw .invalid(.element, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.element)
    }
    guard body.positiveFactor.isSafe(upTo: 32_768), body.negativeFactor.isSafe(upTo: 32_768) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.LeakyReLU.positive.multiplier)
    }
  }
}
