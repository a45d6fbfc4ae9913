/// Two operands that are added or subtracted on a common scale.
public struct ScaledTerms {
  /// What is added, and the sum.
  public let operands: OperandPair
  /// `firstScale / (2 · max(firstScale, secondScale))`
  public let firstFactor: FixedPointMultiplier
  /// `secondScale / (2 · max(firstScale, secondScale))`
  public let secondFactor: FixedPointMultiplier
  /// `2 · max(firstScale, secondScale) / (2²⁰ · outputScale)`
  public let outputFactor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The first operand.
  public var first: Operand { operands.first }
  /// The second operand, which a difference subtracts.
  public var second: Operand { operands.second }
  /// The value made.
  public var output: TensorRecord { operands.output }

  /// Bits by which both inputs are shifted to the left before they are multiplied.
  public static let leftShift: Int32 = 20

  /// The payload of a sum's or difference's record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    operands = OperandPair(record, in: model)
    firstFactor = record.factor(at: Layout.Terms.first)
    secondFactor = record.factor(at: Layout.Terms.second)
    outputFactor = record.factor(at: Layout.Terms.output)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  static var payload: UInt32 { 0x3_FFFF }

  static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try OperandPair.validate(record, payload: payload, in: model)
    let body = ScaledTerms(record, in: model)
    // No shift to the left: 255 · 2²⁰ < 2²⁸, two of them < 2²⁹, and nothing grows after that.
    let factors = (body.firstFactor, body.secondFactor, body.outputFactor)
    guard factors.0.shift <= 0, factors.1.shift <= 0, factors.2.shift <= 0,
      factors.0.isSafe(upTo: 0), factors.1.isSafe(upTo: 0), factors.2.isSafe(upTo: 0)
    else { throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.Terms.first.multiplier) }
  }
}
