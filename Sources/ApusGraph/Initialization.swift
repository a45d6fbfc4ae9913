extension Graph {
  /// Draws fresh parameters: weights by He et al. 2015 (uniform in ±√(6 / fan-in), for rectifiers), a last
  /// dense layer by ±√(3 / fan-in) (it is followed by none), biases zero, normalization scales and
  /// variances one. Each parameter has a stream of its own, so a changed head leaves all others as they are.
  ///
  /// - Parameters:
  ///   - seed: equal seeds give equal bits.
  ///   - only: the full names to draw; all unless given.
  public mutating func initializeParameters(seed: UInt64, only: Set<String>? = nil) {
    let lastDense = nodes.last { if case .dense = $0.operation { true } else { false } }?.name
    for node in nodes {
      for specification in node.operation.body.parameters {
        let name = node.parameterName(specification)
        if let only, !only.contains(name) { continue }
        var tensor = Tensor(shape: specification.shape)
        switch specification.role {
        case .weight:
          let gain: Float = node.name == lastDense ? 3 : 6
          let limit = (gain / Float(node.operation.fanIn)).squareRoot()
          var source = RandomSource(seed: seed, stream: Self.stream(name))
          for index in tensor.values.indices { tensor.values[index] = source.uniform(-limit, limit) }
        case .scale: tensor = Tensor(shape: specification.shape, repeating: 1)
        case .bias: break
        case .statistic:
          tensor = Tensor(
            shape: specification.shape,
            repeating: ["running_var", "operand"].contains(specification.suffix) ? 1 : 0)
        }
        parameters[name] = tensor
      }
    }
  }

  /// The 64-bit FNV-1a hash of a name: a stream number that does not depend on the order of nodes.
  private static func stream(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

extension Operation {
  /// How many inputs one output is made from.
  fileprivate var fanIn: Int {
    switch self {
    case .convolution(let body): max(1, body.window.kernel.area * body.inputChannels / body.groups)
    case .depthwiseConvolution(let body): max(1, body.window.kernel.area)
    case .dense(let body): max(1, body.inputFeatures)
    case .batchNormalization, .maxPool, .averagePool, .globalAveragePool, .relu, .relu6, .leakyReLU, .sigmoid,
      .hardSwish, .add, .subtract, .multiply,
      .concatenate, .pad, .flatten, .reshape, .dropout, .softmax:
      1
    case .slice, .transpose, .resizeNearest, .resizeBilinear: 1
    case .transposedConvolution(let body):
      // Of the taps, an output sees those that are a stride apart.
      max(1, body.kernel.area * body.inputChannels / max(1, body.stride.area))
    }
  }
}
