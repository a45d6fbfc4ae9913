import ApusGraph
import ApusModel

extension Subtract {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .subtract
    try Self.lower(try lowerOperands(node, inputs, into: &result), into: &result)
  }

  /// Writes the factors for operands of some scales.
  static func lower(
    _ scales: (first: Float, second: Float), into result: inout LoweredOperator
  ) throws(ExporterError) {
    let (first, second) = scales
    // Unlike those of a sum, TFLite Micro divides these in float.
    let twiceLargest = 2 * max(first, second)
    let output = Float(1 << ScaledTerms.leftShift) * result.output.quantization.scale
    try result.putSum(
      (Double(first / twiceLargest), Double(second / twiceLargest), Double(twiceLargest / output)))
  }
}
