import ApusGraph

extension Graph {
  /// The batch normalizations of feature maps whose scale and shift are both frozen.
  func frozenNormalizations(_ frozen: Set<String>) throws(GraphError) -> Set<String> {
    let shapes = try shapes()
    var names: Set<String> = []
    for node in nodes {
      guard case .batchNormalization = node.operation, shapes[node.inputs[0]]?.rank == 3,
        frozen.contains(node.parameterName(.scale)), frozen.contains(node.parameterName(.bias))
      else { continue }
      names.insert(node.name)
    }
    return names
  }

  /// The same graph for training, in which frozen batch normalizations are what they are at inference: a
  /// factor and a summand for each channel, made from the running statistics. Otherwise they would go on
  /// normalizing by the batch, and the network would learn around values that it never meets again.
  func fixingNormalizations(_ names: Set<String>) -> Graph {
    var result = self
    for (index, node) in nodes.enumerated() where names.contains(node.name) {
      guard case .batchNormalization(let body) = node.operation,
        let scale = parameters[node.parameterName(.scale)], let shift = parameters[node.parameterName(.bias)],
        let mean = parameters[node.parameterName(.runningMean)],
        let variance = parameters[node.parameterName(.runningVariance)]
      else { continue }
      var factors = Tensor(shape: [1, 1, body.channels])
      var summands = Tensor(shape: [body.channels])
      for channel in 0..<body.channels {
        let factor = scale.values[channel] / (variance.values[channel] + body.epsilon).squareRoot()
        factors.values[channel] = factor
        summands.values[channel] = shift.values[channel] - mean.values[channel] * factor
      }
      result.nodes[index].operation = .depthwiseConvolution(
        DepthwiseConvolution(channels: body.channels, window: Window(kernel: Size(1))))
      result.parameters[node.parameterName(.weight)] = factors
      result.parameters[node.parameterName(.bias)] = summands
      result.parameters[node.parameterName(.runningMean)] = nil
      result.parameters[node.parameterName(.runningVariance)] = nil
    }
    return result
  }
}
