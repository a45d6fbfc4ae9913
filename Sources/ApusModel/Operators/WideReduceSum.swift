/// The sum of all int16 elements along some axes, or their mean: then the multiplier includes the division by their number.
public struct WideReduceSumRecord: RecordBody {
  package static var kind: OperatorKind { .wideReduceSum }
  package static var payload: UInt32 { 0x3F }
  package static var checksElements: Bool { true }

  /// The value taken, the value made, and the axes.
  public let axes: ReducedAxes
  /// `inputScale / outputScale`, of a mean by the number of elements.
  public let factor: FixedPointMultiplier

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    axes = ReducedAxes(record, in: model)
    factor = record.factor(at: Layout.factor)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try ReducedAxes.validate(record, payload: payload, in: model)
    let body = WideReduceSumRecord(record, in: model)
    guard body.axes.input.element == .int16, body.axes.output.element == .int16 else {
      throw .invalid(.element, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.element)
    }
    guard body.factor.isSafe(upTo: UInt64(truncatingIfNeeded: body.axes.count) * 32_768) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
  }
}
