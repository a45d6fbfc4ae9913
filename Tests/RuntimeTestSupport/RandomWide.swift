import ApusGraph

extension QuantizedGraph {
  /// The same over elements of 16 bits, sums of half of the layers in 64; nil where an operation has no kernel for these.
  public func widened(seed: UInt64) -> QuantizedGraph? {
    var (random, result) = (RandomSource(seed: seed), self)
    func wide(_ quantization: QuantizationParameters) -> QuantizationParameters {
      QuantizationParameters(scale: quantization.scale / 256, zeroPoint: 0)
    }
    for index in result.inputs.indices {
      result.inputs[index].elementType = .int16
      result.inputs[index].preprocessing = nil
      result.inputs[index].quantization = wide(inputs[index].quantization)
    }
    for index in result.nodes.indices {
      let node = nodes[index]
      guard node.operation.int8.hasWideKernel, node.operand == nil else { return nil }
      result.nodes[index].elementType = .int16
      result.nodes[index].output = wide(node.output)
      // Of int16 only layers and pools end in a clamp.
      if node.operation.body is any ElementwisePair { result.nodes[index].activation = .none }
      if random.integer(below: 2) == 0 {
        result.nodes[index].wideBias = node.bias.map { $0.map { Int64($0) << 20 } }
        result.nodes[index].bias = nil
      } else if let weights = node.weights {
        // So few bits that a sum of 32 does not overflow.
        result.nodes[index].weights?.values = weights.values.map { $0 / 16 }
      }
    }
    return result
  }

  /// The same with weights that have zero points.
  public func withShiftedWeights(seed: UInt64) -> QuantizedGraph {
    var (random, result) = (RandomSource(seed: seed), self)
    for index in result.nodes.indices where nodes[index].weights != nil {
      result.nodes[index].weights?.zeroPoint = random.integer(below: 256) - 128
      result.nodes[index].weights?.scales = [random.uniform(0.0005, 0.004)]
    }
    return result
  }
}
