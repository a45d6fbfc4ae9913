import ApusGraph
import ApusModel

extension Add {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    let isWide = result.output.element == .int16
    // Of int16 there are no constants and no broadcasting.
    guard !isWide || inputs.allSatisfy({ $0.extents == result.output.extents }) && constant == nil else {
      throw .elements(node: node.name)
    }
    result.kind = isWide ? .wideAdd : .add
    try Self.lower(try lowerOperands(node, inputs, into: &result), isWide: isWide, into: &result)
  }

  /// Writes the factors for operands of some scales.
  static func lower(
    _ scales: (first: Float, second: Float), isWide: Bool, into result: inout LoweredOperator
  ) throws(ExporterError) {
    let (first, second) = scales
    let twiceLargest = 2 * Double(max(first, second))
    let shift = isWide ? WideAddRecord.leftShift : ScaledTerms.leftShift
    let output = Double(1 << shift) * Double(result.output.quantization.scale)
    try result.putSum((Double(first) / twiceLargest, Double(second) / twiceLargest, twiceLargest / output))
  }
}
