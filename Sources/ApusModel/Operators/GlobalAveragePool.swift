/// The mean over all rows and columns. The multiplier includes the division by their number.
public struct GlobalAveragePoolRecord: RecordBody {
  package static var kind: OperatorKind { .globalAveragePool }
  package static var payload: UInt32 { 0x1F }

  /// The feature map taken.
  public let input: TensorRecord
  /// The vector made.
  public let output: TensorRecord
  /// `inputScale / outputScale / positions`
  public let factor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a global average pool's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    factor = record.factor(at: Layout.factor)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = GlobalAveragePoolRecord(record, in: model)
    guard body.output.positions == 1, body.input.channels == body.output.channels else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard
      body.factor.isSafe(
        upTo: UInt64(truncatingIfNeeded: body.input.positions) * UInt64(body.input.magnitude))
    else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
  }
}
