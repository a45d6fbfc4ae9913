import ApusGraph

extension QuantizedGraph {
  /// A quantized graph of a float graph's operations with random weights, biases and scales, rectifiers
  /// fused, everything from one seed.
  public static func random(like graph: Graph, seed: UInt64) throws -> QuantizedGraph {
    var random = RandomSource(seed: seed)
    _ = try graph.shapes()
    var result = QuantizedGraph(
      name: graph.name, inputShape: graph.inputShape,
      input: QuantizationParameters(scale: 1 / 79, zeroPoint: -95), preprocessing: graph.preprocessing,
      classNames: graph.classNames, nodes: [])
    // The name under which each node's value is known after fusing.
    var aliases = [Graph.inputName: Graph.inputName]
    var quantization = [Graph.inputName: result.input]
    for node in graph.nodes {
      let inputs = node.inputs.map { aliases[$0]! }
      switch node.operation {
      case .relu where result.nodes.last?.name == inputs[0]:
        result.nodes[result.nodes.count - 1].activation = .relu
        aliases[node.name] = inputs[0]
        continue
      case .batchNormalization, .dropout:
        aliases[node.name] = inputs[0]
        continue
      default: break
      }
      var output = QuantizationParameters(
        scale: random.uniform(0.02, 0.2), zeroPoint: random.integer(below: 120) - 60)
      var weights: QuantizedWeights?
      var bias: [Int32]?
      var operand: QuantizedOperand?
      if let layer = node.operation.weighted {
        let shape = layer.parameters[0].shape
        weights = QuantizedWeights(
          shape: shape,
          values: (0..<shape.reduce(1, *)).map { _ in Int8(random.integer(below: 255) - 127) },
          scales: (0..<layer.outputChannels).map { _ in random.uniform(0.0005, 0.004) })
        bias = (0..<layer.outputChannels).map { _ in Int32(random.integer(below: 4001) - 2000) }
      } else if let constant = node.operation.body.parameters.first(where: { $0.role == .constant }) {
        operand = QuantizedOperand(
          values: random.integers(constant.count),
          quantization: QuantizationParameters(
            scale: random.uniform(0.02, 0.2), zeroPoint: random.integer(below: 120) - 60))
      }
      // What joins several values gets a scale of its own, so that they must be rescaled.
      if node.operation.int8.keepsScale, inputs.count == 1 { output = quantization[inputs[0]]! }
      if let fixed = node.operation.int8.output { output = fixed }
      // What compares integers as they are needs one scale of constants, too.
      if node.operation.int8.keepsScale { operand?.quantization = output }
      result.nodes.append(
        QuantizedNode(
          name: node.name, operation: node.operation, inputs: inputs, output: output, weights: weights,
          bias: bias, operand: operand))
      aliases[node.name] = node.name
      quantization[node.name] = output
    }
    return result
  }
}

extension RandomSource {
  /// So many random int8 values.
  public mutating func integers(_ count: Int) -> [Int8] {
    (0..<count).map { _ in Int8(truncatingIfNeeded: next()) }
  }
}
