/// A gated recurrent unit: three gates and a hidden state of i16, of which products see the i8 that are the output. It takes
/// a sequence, memory for these i8, and a hidden state, in which it leaves what that is after its last step.
public struct GRURecord: RecordBody {
  package static var kind: OperatorKind { .gru }
  package static var payload: UInt32 { 0x44_F000 }
  package static var checksElements: Bool { true }

  /// Reset, update and new gate.
  public static let gateCount = 3

  /// The sums of the gates, in steps of 2⁻¹².
  public let products: StepProducts
  /// The hidden state, in steps of 2⁻¹⁵.
  public let state: TensorRecord
  /// What the hidden state is multiplied by to become an output: 2⁻¹⁵ / the output's scale.
  public let outputFactor: FixedPointMultiplier
  /// Whether the reset gate weighs the hidden state, rather than its product. Behind the hidden state's i8 there is memory
  /// for as many weighed ones then.
  public let resetsState: Bool

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    products = StepProducts(record, gates: Self.gateCount, hidden: 1, in: model)
    state = model.value(record.input(2))
    outputFactor = record.factor(at: Layout.Recurrent.output)
    resetsState = record.base.u8(Layout.Recurrent.flags) & Layout.Recurrent.resetsState != 0
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 3...3, payload: payload, in: model)
    try record.validateWideState(input: 2, in: model)
    try record.validateFactor(at: Layout.Recurrent.output, upTo: 1 << 15, in: model)
    let resetsState = record.base.u8(Layout.Recurrent.flags) & Layout.Recurrent.resetsState != 0
    try StepProducts.validate(
      record, gates: gateCount, hidden: 1, hiddenCount: resetsState ? 2 : 1,
      flags: Layout.Recurrent.isReversed | Layout.Recurrent.resetsState, in: model)
  }

  package var multiplyAccumulates: UInt64 { products.multiplyAccumulates }

  package var channelConstants: ChannelConstants? { products.constants }
}

extension OperatorRecord {
  /// Checks a factor of numbers up to a magnitude.
  func validateFactor(at place: Layout.Factor, upTo magnitude: UInt64, in model: Model) throws(ModelError) {
    guard factor(at: place).isSafe(upTo: magnitude) else {
      throw .invalid(.multiplier, byte: model.byte(of: self) + place.multiplier)
    }
  }
}
