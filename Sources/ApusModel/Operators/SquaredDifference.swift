/// The square of the element-wise difference of two operands, which is taken on a common scale.
public struct SquaredDifferenceRecord: ElementwiseBody {
  package static var kind: OperatorKind { .squaredDifference }
  package static var payload: UInt32 { 0x3_FFFF }

  /// What is subtracted, and what is made.
  public let operands: OperandPair
  /// `firstScale / (2 · max(firstScale, secondScale))`
  public let firstFactor: FixedPointMultiplier
  /// `secondScale / (2 · max(firstScale, secondScale))`
  public let secondFactor: FixedPointMultiplier
  /// `(2 · max(firstScale, secondScale))² / (2¹⁴ · outputScale)`
  public let outputFactor: FixedPointMultiplier
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// Bits by which both inputs are shifted to the left before they are multiplied.
  public static let leftShift: Int32 = 7

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    operands = OperandPair(record, in: model)
    firstFactor = record.factor(at: Layout.Terms.first)
    secondFactor = record.factor(at: Layout.Terms.second)
    outputFactor = record.factor(at: Layout.Terms.output)
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try OperandPair.validate(record, payload: payload, in: model)
    let body = SquaredDifferenceRecord(record, in: model)
    guard body.firstFactor.shift <= 0, body.secondFactor.shift <= 0, body.firstFactor.isSafe(upTo: 0),
      body.secondFactor.isSafe(upTo: 0)
    else { throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.Terms.first.multiplier) }
    let largest =
      largestScaled(body.operands.first, body.firstFactor)
      + largestScaled(body.operands.second, body.secondFactor)
    guard body.outputFactor.isSafe(upTo: UInt64(largest) * UInt64(largest)) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.Terms.output.multiplier)
    }
  }

  /// What the magnitude of an operand on the common scale is at most: each of both roundings adds one at most.
  private static func largestScaled(_ operand: Operand, _ factor: FixedPointMultiplier) -> UInt32 {
    let product = operand.magnitude * 128 * UInt64(factor.multiplier.magnitude)
    return (UInt32(truncatingIfNeeded: product >> 31) + 1) >> UInt32(truncatingIfNeeded: -factor.shift) + 1
  }

  package var constantsBytes: Int { operands.constantBytes }
}
