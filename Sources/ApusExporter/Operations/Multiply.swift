import ApusGraph
import ApusModel

extension Multiply {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .multiply
    let (first, second) = try lowerOperands(node, inputs, into: &result)
    let ratio = Double(first) * Double(second) / Double(result.output.quantization.scale)
    guard let factor = FixedPointMultiplier(ratio), factor.isSafe(upTo: 255 * 255) else {
      throw .multiplier(node: result.name)
    }
    result.put(factor, at: Layout.factor)
  }
}
