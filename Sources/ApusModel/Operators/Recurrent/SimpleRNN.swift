/// A recurrent layer without gates: the tanh of a sum, or what of it is above zero. It takes a sequence and a hidden state,
/// in which it leaves what that is after its last step.
public struct SimpleRNNRecord: RecordBody {
  package static var kind: OperatorKind { .simpleRNN }
  package static var payload: UInt32 { 0x44_F000 }
  package static var checksElements: Bool { true }

  /// The sums of the units: before a tanh in steps of 2⁻¹².
  public let products: StepProducts
  /// What a tanh in steps of 2⁻¹⁵, or a rectified sum, is multiplied by to become an output.
  public let outputFactor: FixedPointMultiplier
  /// Whether sums are rectified, in place of the tanh.
  public let rectifies: Bool

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    products = StepProducts(record, gates: 1, hidden: 1, in: model)
    outputFactor = record.factor(at: Layout.Recurrent.output)
    rectifies = record.base.u8(Layout.Recurrent.flags) & Layout.Recurrent.rectifies != 0
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 2...2, payload: payload, in: model)
    try record.validateFactor(at: Layout.Recurrent.output, upTo: 1 << 15, in: model)
    try StepProducts.validate(
      record, gates: 1, hidden: 1, hiddenCount: 1,
      flags: Layout.Recurrent.isReversed | Layout.Recurrent.rectifies, in: model)
  }

  package var multiplyAccumulates: UInt64 { products.multiplyAccumulates }

  package var channelConstants: ChannelConstants? { products.constants }
}
