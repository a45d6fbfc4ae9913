import ApusGraph

// Integers are rounded in two steps: products to a fraction of an output's step, then that to a step, halves away from zero
// (FORMAT.md, "Scaling"). QuantizeLinear rounds real numbers in one step, halves to even. A number that lies within half of
// the fraction below a half would be rounded up there and down here. What is added before QuantizeLinear makes up for it.

extension ONNXWriter {
  /// What is added to a node's numbers, one for all channels or one for each; nil where nothing is.
  func amounts(of node: OutgoingNode) -> [Double]? {
    guard let output = node.quantization, let input = network.quantizations[node.inputs[0]] else {
      return nil
    }
    let step = Double(output.scale)
    /// Half of the fraction to which products are rounded first; none where there is no second step.
    func share(_ ratio: Double, further: Int = 0) -> Double {
      let shift = Int(ratio.exponent) + 1 - further
      return shift < 0 ? step * Double(sign: .plus, exponent: shift - 1, significand: 1) : 0
    }
    // Halves themselves, past what sums of floats are off.
    let half = 1e-4
    if node.operation.weighted != nil {
      guard case .int8(_, let scales, _)? = node.constants[.weight] else { return nil }
      return scales.map { scale in
        let ratio = Double(input.scale) * Double(scale) / step
        return share(ratio) * (1 + half) + 1e-7 * step
      }
    }
    switch node.operation {
    case .globalAveragePool:
      let positions = shape(of: node.inputs[0]).height * shape(of: node.inputs[0]).width
      let further = Int.bitWidth - 1 - positions.leadingZeroBitCount
      return [share(Double(input.scale) / step, further: further) * (1 + half) + half * step]
    case .averagePool, .add, .subtract, .multiply: return [half * step]
    case _: return nil
    }
  }

  /// Adds a correction to a tensor, in the direction of its sign.
  /// - Parameters:
  ///   - amounts: one, or one for each channel.
  ///   - isPositive: whether what is negative ends at the lowest integer anyway.
  mutating func corrected(
    _ tensor: String, of node: OutgoingNode, by amounts: [Double], isPositive: Bool
  ) -> String {
    // Channels are the second dimension of feature maps, and the last one of all others.
    let shape =
      amounts.count == 1 ? [] : node.shape.rank == 3 ? [1, amounts.count, 1, 1] : [amounts.count]
    let amount = constant("\(node.name)/rounding_amount", floats: amounts.map { Float($0) }, shape: shape)
    guard !isPositive else { return add("Add", [tensor, amount], "\(node.name)\(ONNXRounding.result)") }
    var signed = tensor
    if case .averagePool = node.operation, let quantization = node.quantization {
      // Means of the integers themselves, whose zero is another one.
      let zero = Float(quantization.zeroPoint) * quantization.scale
      signed = add(
        "Add", [tensor, constant("\(node.name)/rounding_zero", floats: [zero], shape: [])],
        "\(node.name)\(ONNXRounding.parts[0])")
    }
    let sign = add("Sign", [signed], "\(node.name)\(ONNXRounding.parts[1])")
    let part = add("Mul", [sign, amount], "\(node.name)\(ONNXRounding.parts[2])")
    return add("Add", [tensor, part], "\(node.name)\(ONNXRounding.result)")
  }
}
