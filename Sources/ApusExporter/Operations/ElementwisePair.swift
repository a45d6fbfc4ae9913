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
    let scale = try result.putConstant(constant, node)
    let scales = (inputs[0].quantization.scale, scale)
    return constant.isFirst ? (scales.1, scales.0) : scales
  }
}

extension LoweredOperator {
  /// Puts a node's constant operand into the record and the constants.
  /// - Returns: its scale.
  mutating func putConstant(_ constant: ConstantOperand, _ node: QuantizedNode) throws(ExporterError) -> Float
  {
    guard let operand = node.operand, operand.values.count == constant.shape.count,
      operand.quantization.scale > 0, operand.quantization.scale.isFinite,
      let zeroPoint = Int8(exactly: operand.quantization.zeroPoint)
    else { throw .operand(node: node.name) }
    let value = LoweredValue(constant.shape, operand.quantization)
    var axes: UInt8 = 0
    if value.height > 1 { axes |= Layout.Axis.rows }
    if value.width > 1 { axes |= Layout.Axis.columns }
    if value.channels > 1 { axes |= Layout.Axis.channels }
    record.put(
      constant.isFirst ? Layout.Pair.firstIsConstant : Layout.Pair.secondIsConstant, at: Layout.Pair.constant)
    record.put(zeroPoint, at: Layout.Pair.zeroPoint)
    record.put(axes, at: Layout.Pair.axes)
    constants = .plain(operand.values.map { UInt8(bitPattern: $0) })
    return operand.quantization.scale
  }

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
