import ApusGraph
import ApusModel

extension Multiply {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .multiply
    try Self.lower(try lowerOperands(node, inputs, into: &result), into: &result)
  }

  /// Writes the factor for operands of some scales.
  static func lower(
    _ scales: (first: Float, second: Float), into result: inout LoweredOperator
  ) throws(ExporterError) {
    let ratio = Double(scales.first) * Double(scales.second) / Double(result.output.quantization.scale)
    guard let factor = FixedPointMultiplier(ratio), factor.isSafe(upTo: 255 * 255) else {
      throw .multiplier(node: result.name)
    }
    result.put(factor, at: Layout.factor)
  }
}
