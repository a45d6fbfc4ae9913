/// The maximum over windows.
public struct MaxPoolRecord: RecordBody {
  package static var kind: OperatorKind { .maxPool }
  package static var payload: UInt32 { PoolRecord.payload }

  /// The windows.
  public let pool: PoolRecord

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { pool = PoolRecord(record, in: model) }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try PoolRecord.validate(record, in: model)
  }

  package static var hasWindow: Bool { true }

  package static func mayOverwrite(input: Extents, output: Extents, slide: WindowSlide?) -> Bool {
    PoolRecord.mayOverwrite(input: input, output: output, slide: slide)
  }
}
