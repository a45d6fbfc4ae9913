import ApusGraph
import ApusModel

extension Subtract {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .subtract
    let (first, second) = try lowerOperands(node, inputs, into: &result)
    // Unlike those of a sum, TFLite Micro divides these in float.
    let twiceLargest = 2 * max(first, second)
    let output = Float(1 << ScaledTerms.leftShift) * result.output.quantization.scale
    try result.putSum(
      (Double(first / twiceLargest), Double(second / twiceLargest), Double(twiceLargest / output)))
  }
}
