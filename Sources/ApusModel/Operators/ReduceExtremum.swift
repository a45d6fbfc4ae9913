/// The largest element along some axes. Input and output have the same quantization parameters.
public struct ReduceMaximumRecord: RecordBody {
  package static var kind: OperatorKind { .reduceMaximum }
  package static var payload: UInt32 { 0x20 }

  /// The value taken, the value made, and the axes.
  public let axes: ReducedAxes
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    axes = ReducedAxes(record, in: model)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try ReducedAxes.validate(record, payload: payload, in: model)
    try record.validateQuantization(asInput: 0, in: model)
  }
}

/// The smallest element along some axes. Input and output have the same quantization parameters.
public struct ReduceMinimumRecord: RecordBody {
  package static var kind: OperatorKind { .reduceMinimum }
  package static var payload: UInt32 { 0x20 }

  /// The value taken, the value made, and the axes.
  public let axes: ReducedAxes
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    axes = ReducedAxes(record, in: model)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try ReducedAxes.validate(record, payload: payload, in: model)
    try record.validateQuantization(asInput: 0, in: model)
  }
}
