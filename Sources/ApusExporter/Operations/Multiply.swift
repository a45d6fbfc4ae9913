import ApusGraph
import ApusModel

extension Multiply {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    let isWide = result.output.element == .int16
    guard !isWide || inputs.allSatisfy({ $0.extents == result.output.extents }) && constant == nil else {
      throw .elements(node: node.name)
    }
    result.kind = isWide ? .wideMultiply : .multiply
    try Self.lower(try lowerOperands(node, inputs, into: &result), into: &result)
  }

  /// Writes the factor for operands of some scales.
  static func lower(
    _ scales: (first: Float, second: Float), into result: inout LoweredOperator
  ) throws(ExporterError) {
    let ratio = Double(scales.first) * Double(scales.second) / Double(result.output.quantization.scale)
    let largest: UInt64 = result.output.element == .int16 ? 1 << 30 : 255 * 255
    guard let factor = FixedPointMultiplier(ratio), factor.isSafe(upTo: largest) else {
      throw .multiplier(node: result.name)
    }
    result.put(factor, at: Layout.factor)
  }
}
