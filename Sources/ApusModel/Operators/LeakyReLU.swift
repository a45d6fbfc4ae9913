/// The leaky rectifier, with a factor for each sign.
public struct LeakyReLURecord: ElementwiseBody {
  package static var kind: OperatorKind { .leakyReLU }
  package static var payload: UInt32 { 0x3FF }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// `inputScale / outputScale`
  public let positiveFactor: FixedPointMultiplier
  /// `slope · inputScale / outputScale`
  public let negativeFactor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a leaky rectifier's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    positiveFactor = record.factor(at: Layout.LeakyReLU.positive)
    negativeFactor = record.factor(at: Layout.LeakyReLU.negative)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = LeakyReLURecord(record, in: model)
    guard body.input.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    let magnitude = UInt64(body.input.magnitude)
    guard body.positiveFactor.isSafe(upTo: magnitude), body.negativeFactor.isSafe(upTo: magnitude) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.LeakyReLU.positive.multiplier)
    }
  }
}
