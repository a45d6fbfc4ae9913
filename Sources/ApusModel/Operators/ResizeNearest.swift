/// A feature map of other rows and columns, copies of the nearest ones.
public struct ResizeNearestRecord: RecordBody {
  package static var kind: OperatorKind { .resizeNearest }
  package static var payload: UInt32 { ResizeRecord.payload }
  package static var checksElements: Bool { true }

  /// The extents and how positions correspond.
  public let resize: ResizeRecord

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { resize = ResizeRecord(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try ResizeRecord.validate(record, in: model)
  }
}
