extension Graph {
  /// Draws fresh parameters: weights by He et al. 2015 (uniform in ±√(6 / fan-in), for rectifiers), an output's last
  /// dense layer by ±√(3 / fan-in) (it is followed by none), recurrent layers' by ±√(3 / fan-in) with the features or units
  /// that are summed as fan-in, biases zero, normalization scales and variances one, slopes a quarter. Each parameter has a
  /// stream of its own, so a changed head leaves all others as they are.
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
          tensor.fill(within: gain / Float(node.operation.weighted?.fanIn ?? 1), seed, Self.stream(name))
        case .inputWeight, .recurrentWeight, .timeWeight:
          tensor.fill(within: 3 / Float(max(1, specification.shape.last ?? 1)), seed, Self.stream(name))
        case .scale, .runningVariance, .constant: tensor = Tensor(shape: specification.shape, repeating: 1)
        case .slope: tensor = Tensor(shape: specification.shape, repeating: 0.25)
        case .bias, .recurrentBias, .runningMean: break
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

extension Tensor {
  /// Draws all values uniformly in ±√`square`.
  fileprivate mutating func fill(within square: Float, _ seed: UInt64, _ stream: UInt64) {
    let limit = square.squareRoot()
    var source = RandomSource(seed: seed, stream: stream)
    for index in values.indices { values[index] = source.uniform(-limit, limit) }
  }
}
