extension Graph {
  /// Draws fresh parameters: weights by He et al. 2015 (uniform in ±√(6 / fan-in), for rectifiers), an output's last
  /// dense layer by ±√(3 / fan-in) (it is followed by none), biases zero, normalization scales and
  /// variances one, slopes a quarter. Each parameter has a stream of its own, so a changed head leaves all others as they are.
  ///
  /// - Parameters:
  ///   - seed: equal seeds give equal bits.
  ///   - only: the full names to draw; all unless given.
  public mutating func initializeParameters(seed: UInt64, only: Set<String>? = nil) {
    let heads = Set(outputs.indices.compactMap { head(ofOutput: $0)?.name })
    for node in nodes {
      for specification in node.operation.body.parameters {
        let name = node.parameterName(specification)
        if let only, !only.contains(name) { continue }
        var tensor = Tensor(shape: specification.shape)
        switch specification.role {
        case .weight:
          let gain: Float = heads.contains(node.name) ? 3 : 6
          let limit = (gain / Float(node.operation.weighted?.fanIn ?? 1)).squareRoot()
          var source = RandomSource(seed: seed, stream: Self.stream(name))
          for index in tensor.values.indices { tensor.values[index] = source.uniform(-limit, limit) }
        case .scale, .runningVariance, .constant: tensor = Tensor(shape: specification.shape, repeating: 1)
        case .slope: tensor = Tensor(shape: specification.shape, repeating: 0.25)
        case .bias, .runningMean: break
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
