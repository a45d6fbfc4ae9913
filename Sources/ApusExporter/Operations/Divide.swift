import ApusGraph
import ApusModel

extension Divide {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .divide
    let (first, second) = try lowerOperands(node, inputs, into: &result)
    // TFLite Micro divides in float.
    let ratio = Double(first / (second * result.output.quantization.scale))
    guard let factor = FixedPointMultiplier(ratio), factor.isSafe(upTo: 0),
      factor.shift <= DivideRecord.largestShift
    else { throw .multiplier(node: result.name) }
    result.put(factor, at: Layout.factor)
  }
}
