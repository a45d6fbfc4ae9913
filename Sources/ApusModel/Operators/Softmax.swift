/// Softmax over the channels of each position, in fixed point. The output's scale is 1/256 and its zero
/// point −128.
public struct SoftmaxRecord: ElementwiseBody {
  package static var kind: OperatorKind { .softmax }
  package static var payload: UInt32 { 0x1F }

  /// The value taken.
  public let input: TensorRecord
  /// The value made.
  public let output: TensorRecord
  /// `inputScale · 2²⁶`: differences of inputs become Q5.26.
  public let factor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// Differences from the largest input below this one count as exp(−∞).
  public var smallestDifference: Int32 { -((31 << 26) >> factor.shift) }

  /// The sum of this many exponentials fits into Q12.19.
  package static let maximumChannels = 4095

  /// The payload of a softmax's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    factor = record.factor(at: Layout.factor)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = SoftmaxRecord(record, in: model)
    guard body.input.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.input.channels <= maximumChannels else {
      throw .invalid(
        .accumulator, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.channels)
    }
    guard body.output.scale.bitPattern == (1 / 256 as Float).bitPattern, body.output.zeroPoint == -128 else {
      throw .invalid(.quantization, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.scale)
    }
    guard body.factor.multiplier >= 0, (0...31).contains(body.factor.shift) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
  }
}
