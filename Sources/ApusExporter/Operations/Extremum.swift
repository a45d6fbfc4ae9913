import ApusGraph
import ApusModel

extension Maximum {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .maximum
    try lowerExtremum(node, inputs, into: &result)
  }
}

extension Minimum {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .minimum
    try lowerExtremum(node, inputs, into: &result)
  }
}

extension ElementwisePair {
  /// Integers are compared as they are, so that a constant needs the output's scale and zero point, as values do.
  fileprivate func lowerExtremum(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    if let operand = node.operand, operand.quantization != node.output { throw .operand(node: node.name) }
    _ = try lowerOperands(node, inputs, into: &result)
  }
}
