import ApusGraph
import ApusModel

extension Subtract {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    let isWide = result.output.element == .int16
    // Of int16 there are no constants and no broadcasting.
    guard !isWide || inputs.allSatisfy({ $0.extents == result.output.extents }) && constant == nil else {
      throw .elements(node: node.name)
    }
    result.kind = isWide ? .wideSubtract : .subtract
    try Self.lower(try lowerOperands(node, inputs, into: &result), into: &result)
  }

  /// Writes the factors for operands of some scales.
  static func lower(
    _ scales: (first: Float, second: Float), into result: inout LoweredOperator
  ) throws(ExporterError) {
    let (first, second) = scales
    let isWide = result.output.element == .int16
    // Unlike those of a sum, TFLite Micro divides these in float.
    let twiceLargest = 2 * max(first, second)
    let shift = isWide ? WideAddRecord.leftShift : ScaledTerms.leftShift
    let output = Float(1 << shift) * result.output.quantization.scale
    try result.putSum(
      (Double(first / twiceLargest), Double(second / twiceLargest), Double(twiceLargest / output)))
  }
}
