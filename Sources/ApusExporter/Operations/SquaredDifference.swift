import ApusGraph
import ApusModel

extension SquaredDifference {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .squaredDifference
    try Self.lower(try lowerOperands(node, inputs, into: &result), into: &result)
  }

  /// Writes the factors for operands of some scales.
  static func lower(
    _ scales: (first: Float, second: Float), into result: inout LoweredOperator
  ) throws(ExporterError) {
    let (first, second) = scales
    let twiceLargest = 2 * Double(max(first, second))
    let steps = Double(Float(1 << (2 * SquaredDifferenceRecord.leftShift)) * result.output.quantization.scale)
    // Each operand is at most ½ · 255 · 2⁷ on the common scale, but for rounding.
    let largest: UInt64 = 255 << 7
    guard let firstFactor = FixedPointMultiplier(Double(first) / twiceLargest), firstFactor.shift <= 0,
      let secondFactor = FixedPointMultiplier(Double(second) / twiceLargest), secondFactor.shift <= 0,
      let outputFactor = FixedPointMultiplier(twiceLargest * twiceLargest / steps),
      outputFactor.isSafe(upTo: (largest + 4) * (largest + 4))
    else { throw .multiplier(node: result.name) }
    result.put(firstFactor, at: Layout.Terms.first)
    result.put(secondFactor, at: Layout.Terms.second)
    result.put(outputFactor, at: Layout.Terms.output)
  }
}
