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
    let scales = try lowerOperands(node, inputs, into: &result)
    // Of int16 TFLite Micro divides them in double, as those of a sum; in eight bits float tells no difference, and files
    // stay as they are.
    if isWide { return try Add.lower(scales, isWide: true, into: &result) }
    try Self.lower(scales, into: &result)
  }

  /// Writes the factors for operands of some scales.
  static func lower(
    _ scales: (first: Float, second: Float), into result: inout LoweredOperator
  ) throws(ExporterError) {
    let (first, second) = scales
    let twiceLargest = 2 * max(first, second)
    let output = Float(1 << ScaledTerms.leftShift) * result.output.quantization.scale
    try result.putSum(
      (Double(first / twiceLargest), Double(second / twiceLargest), Double(twiceLargest / output)))
  }
}
