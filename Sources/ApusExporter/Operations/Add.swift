import ApusGraph
import ApusModel

extension Add {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .add
    let (first, second) = try lowerOperands(node, inputs, into: &result)
    let twiceLargest = 2 * Double(max(first, second))
    let output = Double(1 << ScaledTerms.leftShift) * Double(result.output.quantization.scale)
    try result.putSum((Double(first) / twiceLargest, Double(second) / twiceLargest, twiceLargest / output))
  }
}
