/// The element-wise sum of two int16 values of the same extents.
public struct WideAddRecord: ElementwiseBody {
  package static var kind: OperatorKind { .wideAdd }
  package static var payload: UInt32 { 0x7FFF }
  package static var checksElements: Bool { true }

  /// What is added to.
  public let first: TensorRecord
  /// What is added.
  public let second: TensorRecord
  /// The sum.
  public let output: TensorRecord
  /// `firstScale / (2 · max(firstScale, secondScale))`
  public let firstFactor: FixedPointMultiplier
  /// `secondScale / (2 · max(firstScale, secondScale))`
  public let secondFactor: FixedPointMultiplier
  /// `2 · max(firstScale, secondScale) / (2¹⁵ · outputScale)`
  public let outputFactor: FixedPointMultiplier

  /// Bits by which both inputs are shifted to the left before they are multiplied.
  public static let leftShift: Int32 = 15

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    first = model.value(record.input(0))
    second = model.value(record.input(1))
    output = record.output
    firstFactor = record.factor(at: Layout.Terms.first)
    secondFactor = record.factor(at: Layout.Terms.second)
    outputFactor = record.factor(at: Layout.Terms.output)
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 2...2, payload: payload, in: model)
    let body = WideAddRecord(record, in: model)
    guard body.first.hasShape(of: body.output), body.second.hasShape(of: body.output) else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    guard body.first.element == .int16, body.second.element == .int16, body.output.element == .int16 else {
      throw .invalid(.element, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.element)
    }
    // No shift to the left: 2¹⁵ · 2¹⁵ times less than 1 is less than 2³⁰, two of them less than 2³¹.
    let factors = (body.firstFactor, body.secondFactor, body.outputFactor)
    guard factors.0.shift <= 0, factors.1.shift <= 0, factors.2.shift <= 0,
      factors.0.isSafe(upTo: 0), factors.1.isSafe(upTo: 0), factors.2.isSafe(upTo: 0)
    else { throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.Terms.first.multiplier) }
  }
}
