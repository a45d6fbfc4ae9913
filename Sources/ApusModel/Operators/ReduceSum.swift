/// The sum of all elements along some axes, or their mean: then the multiplier includes the division by their number.
public struct ReduceSumRecord: RecordBody {
  package static var kind: OperatorKind { .reduceSum }
  package static var payload: UInt32 { 0x3F }

  /// The value taken, the value made, and the axes.
  public let axes: ReducedAxes
  /// `inputScale / outputScale`, of a mean by the number of elements.
  public let factor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    axes = ReducedAxes(record, in: model)
    factor = record.factor(at: Layout.factor)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try ReducedAxes.validate(record, payload: payload, in: model)
    let body = ReduceSumRecord(record, in: model)
    guard
      body.factor.isSafe(
        upTo: UInt64(truncatingIfNeeded: body.axes.count) * UInt64(body.axes.input.magnitude))
    else { throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier) }
  }
}
