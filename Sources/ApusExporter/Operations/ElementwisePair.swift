import ApusGraph
import ApusModel

extension ElementwisePair {
  /// Puts a constant operand into the record and the constants.
  /// - Returns: the operands' scales, in order.
  func lowerOperands(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) -> (first: Float, second: Float) {
    guard let constant else {
      guard node.operand == nil else { throw .operand(node: node.name) }
      return (inputs[0].quantization.scale, inputs[1].quantization.scale)
    }
    guard let operand = node.operand, operand.values.count == constant.shape.count,
      operand.quantization.scale > 0, operand.quantization.scale.isFinite,
      let zeroPoint = Int8(exactly: operand.quantization.zeroPoint)
    else { throw .operand(node: node.name) }
    let value = LoweredValue(constant.shape, operand.quantization)
    var axes: UInt8 = 0
    if value.height > 1 { axes |= Layout.Axis.rows }
    if value.width > 1 { axes |= Layout.Axis.columns }
    if value.channels > 1 { axes |= Layout.Axis.channels }
    result.record.put(
      constant.isFirst ? Layout.Pair.firstIsConstant : Layout.Pair.secondIsConstant,
      at: Layout.Pair.constant)
    result.record.put(zeroPoint, at: Layout.Pair.zeroPoint)
    result.record.put(axes, at: Layout.Pair.axes)
    result.constants = .plain(operand.values.map { UInt8(bitPattern: $0) })
    let scales = (inputs[0].quantization.scale, operand.quantization.scale)
    return constant.isFirst ? (scales.1, scales.0) : scales
  }
}

extension LoweredOperator {
  /// Writes the three factors of a sum or a difference.
  /// - Parameter ratios: first operand to the common scale, second operand to it, from it to the output.
  mutating func putSum(_ ratios: (Double, Double, Double)) throws(ExporterError) {
    guard let first = FixedPointMultiplier(ratios.0), first.shift <= 0,
      let second = FixedPointMultiplier(ratios.1), second.shift <= 0,
      let output = FixedPointMultiplier(ratios.2), output.shift <= 0
    else { throw .multiplier(node: name) }
    put(first, at: Layout.Terms.first)
    put(second, at: Layout.Terms.second)
    put(output, at: Layout.Terms.output)
  }
}
