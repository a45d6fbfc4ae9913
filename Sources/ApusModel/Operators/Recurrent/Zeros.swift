/// A value whose elements all stand for 0: memory that an operator of several steps may write to while it runs. What it
/// takes is not looked at.
public struct ZerosRecord: RecordBody {
  package static var kind: OperatorKind { .zeros }
  package static var payload: UInt32 { 0 }
  package static var checksElements: Bool { true }

  /// The value made.
  public let output: TensorRecord

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) { output = record.output }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 1...1, payload: payload, in: model)
  }
}
