/// Long short-term memory: four gates, a cell state of i16 and a hidden state of i8. It takes a sequence, a hidden state and
/// a cell state, and leaves in these two what they are after its last step.
public struct LSTMRecord: RecordBody {
  package static var kind: OperatorKind { .lstm }
  package static var payload: UInt32 { 0x7F_FFF0 }
  package static var checksElements: Bool { true }

  /// Input, forget, cell and output gate.
  public static let gateCount = 4

  /// The sums of the gates, in steps of 2⁻¹².
  public let products: StepProducts
  /// The cell state.
  public let cell: TensorRecord
  /// What a product of the forget gate and the cell state is multiplied by: 2⁻¹⁵.
  public let forgetFactor: FixedPointMultiplier
  /// What a product of the input gate and the cell gate is multiplied by: 2⁻³⁰ / the cell's scale.
  public let inputFactor: FixedPointMultiplier
  /// What a product of the output gate and the cell's tanh is multiplied by: 2⁻³⁰ / the output's scale.
  public let outputFactor: FixedPointMultiplier
  /// The power of two by which the cell state becomes steps of 2⁻¹².
  public let cellShift: Int32
  /// The largest magnitude of the cell state; 0 where it is not clipped.
  public let cellClip: Int32

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    products = StepProducts(record, gates: Self.gateCount, hidden: 1, in: model)
    cell = model.value(record.input(2))
    forgetFactor = record.factor(at: Layout.Recurrent.forget)
    inputFactor = record.factor(at: Layout.Recurrent.input)
    outputFactor = record.factor(at: Layout.Recurrent.output)
    cellShift = Int32(record.base.i8(Layout.Recurrent.cellShift))
    cellClip = Int32(record.base.u16(Layout.Recurrent.cellClip))
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 3...3, payload: payload, in: model)
    try record.validateWideState(input: 2, in: model)
    try record.validateFraction(at: Layout.Recurrent.forget, in: model)
    try record.validateFraction(at: Layout.Recurrent.input, in: model)
    try record.validateFraction(at: Layout.Recurrent.output, in: model)
    // 3 · 2¹⁵ · 2¹⁴ has 31 bits.
    guard (-30...14).contains(record.base.i8(Layout.Recurrent.cellShift)),
      record.base.u16(Layout.Recurrent.cellClip) <= 32_767
    else { throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.Recurrent.cellShift) }
    try StepProducts.validate(
      record, gates: gateCount, hidden: 1, hiddenCount: 1, flags: Layout.Recurrent.isReversed, in: model)
  }

  package var multiplyAccumulates: UInt64 { products.multiplyAccumulates }

  package var channelConstants: ChannelConstants? { products.constants }
}
