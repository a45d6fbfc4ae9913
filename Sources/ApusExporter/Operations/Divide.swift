import ApusGraph
import ApusModel

extension Divide {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .divide
    try Self.lower(try lowerOperands(node, inputs, into: &result), into: &result)
  }

  /// Writes the factor for operands of some scales.
  static func lower(
    _ scales: (first: Float, second: Float), into result: inout LoweredOperator
  ) throws(ExporterError) {
    let (first, second) = scales
    // TFLite Micro divides in float.
    let ratio = Double(first / (second * result.output.quantization.scale))
    guard let factor = FixedPointMultiplier(ratio), factor.isSafe(upTo: 0),
      factor.shift <= DivideRecord.largestShift
    else { throw .multiplier(node: result.name) }
    result.put(factor, at: Layout.factor)
  }
}
