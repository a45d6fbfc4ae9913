/// A dense layer whose rows stand behind the file, a row for each class that was enrolled after the file was written:
/// scores of int8 of which those without a row are the clamp's low end. All rows have one multiplier.
public struct EnrolledRecord: RecordBody {
  package static var kind: OperatorKind { .enrolled }
  package static var payload: UInt32 { 0x1F }

  /// The value taken, every element of which is a feature.
  public let input: TensorRecord
  /// The scores made: as many as there is room for classes.
  public let output: TensorRecord
  /// What sums are multiplied by.
  public let factor: FixedPointMultiplier
  /// The smallest output allowed, and that of classes without a row.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32
  /// The rows.
  public let rows: EnrolledRows

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    input = model.value(record.input(0))
    output = record.output
    factor = record.factor(at: Layout.factor)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
    rows = EnrolledRows(model.enrolled, features: input.count)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
    let body = EnrolledRecord(record, in: model)
    guard body.output.positions == 1 else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.factor.isSafe(upTo: 0) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
    try body.rows.validate(
      most: body.output.channels, magnitude: body.input.magnitude, limit: body.factor.limit,
      byte: model.bytes.count)
  }

  package var multiplyAccumulates: UInt64 { product(rows.count, input.count) }
}
