import ApusGraph
import ApusModel

extension Maximum {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = result.output.element == .int16 ? .wideMaximum : .maximum
    try lowerExtremum(node, inputs, into: &result)
  }
}

extension Minimum {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = result.output.element == .int16 ? .wideMinimum : .minimum
    try lowerExtremum(node, inputs, into: &result)
  }
}

extension ElementwisePair {
  /// Integers are compared as they are, so that a constant needs the output's scale and zero point, as values do.
  fileprivate func lowerExtremum(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    // Of int16 there are no constants and no broadcasting.
    guard
      result.output.element == .int8
        || inputs.allSatisfy({ $0.extents == result.output.extents }) && constant == nil
    else { throw .elements(node: node.name) }
    if let operand = node.operand, operand.quantization != node.output { throw .operand(node: node.name) }
    _ = try lowerOperands(node, inputs, into: &result)
  }
}
