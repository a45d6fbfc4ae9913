import ApusGraph

extension QuantizedGraph {
  /// A quantized graph of a float graph's operations with random weights, biases and scales, rectifiers
  /// fused, everything from one seed. Inputs, outputs and states are the float graph's; a state must not be updated by
  /// what keeps its input's scale, by a rectifier or by what has a scale of its own.
  public static func random(like graph: Graph, seed: UInt64) throws -> QuantizedGraph {
    var random = RandomSource(seed: seed)
    _ = try graph.shapes()
    func drawn() -> QuantizationParameters {
      QuantizationParameters(scale: random.uniform(0.02, 0.2), zeroPoint: random.integer(below: 120) - 60)
    }
    let first = QuantizationParameters(scale: 1 / 79, zeroPoint: -95)
    var result = QuantizedGraph(
      name: graph.name,
      inputs: graph.inputs.enumerated().map { index, input in
        QuantizedInput(
          name: input.name, shape: input.shape, preprocessing: input.preprocessing,
          quantization: index == 0 ? first : drawn())
      },
      states: graph.states.map { state in
        let count = random.integer(below: 2) == 0 ? 1 : state.shape.count
        return QuantizedState(
          name: state.name, shape: state.shape, quantization: drawn(),
          initial: random.integers(count).map { Int32($0) }, update: state.update)
      })
    let exposed = graph.exposedValues
    // The name under which each node's value is known after fusing.
    var aliases: [String: String] = [:]
    var quantization: [String: QuantizationParameters] = [:]
    for input in result.inputs {
      (aliases[input.name], quantization[input.name]) = (input.name, input.quantization)
    }
    for state in result.states {
      (aliases[state.name], quantization[state.name]) = (state.name, state.quantization)
    }
    for node in graph.nodes {
      let inputs = node.inputs.map { aliases[$0]! }
      switch node.operation {
      case .relu where result.nodes.last?.name == inputs[0] && !exposed.contains(node.inputs[0]):
        result.nodes[result.nodes.count - 1].activation = .relu
        aliases[node.name] = inputs[0]
        continue
      case .batchNormalization, .dropout:
        aliases[node.name] = inputs[0]
        continue
      default: break
      }
      var output = drawn()
      if let state = result.states.first(where: { $0.update == node.name }) { output = state.quantization }
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
      } else if let constant = node.operation.body.parameters.first(where: {
        $0.role == .constant || $0.role == .slope
      }) {
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
      var quantized = QuantizedNode(
        name: node.name, operation: node.operation, inputs: inputs, output: output, weights: weights,
        bias: bias,
        operand: operand)
      quantized.drawRecurrence(&random)
      for (name, map, element) in quantized.keptStates {
        guard let index = result.states.firstIndex(where: { $0.name == name }) else { continue }
        result.states[index].quantization = map
        result.states[index].elementType = element
      }
      result.nodes.append(quantized)
      aliases[node.name] = node.name
      quantization[node.name] = output
    }
    if graph.outputFollowsLastNode {
      result.classNames = graph.classNames
    } else {
      result.outputs = graph.outputs.map {
        QuantizedOutput(
          name: $0.name, node: aliases[$0.node]!, meaning: $0.meaning, classNames: $0.classNames,
          temperature: $0.temperature)
      }
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
