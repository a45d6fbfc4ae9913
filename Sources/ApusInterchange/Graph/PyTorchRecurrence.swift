import ApusGraph

extension PyTorchWeights {
  /// The last parts of the names of a recurrent module's parameters in PyTorch, which has two biases where one is enough.
  private static let (input, recurrent, inputBias, recurrentBias) = (
    "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"
  )

  /// The recurrent layers of a graph that PyTorch has as modules of one layer and one direction, with the same order of gates.
  private static func modules(of graph: Graph) -> [(node: Node, body: any RecurrentOperation)] {
    graph.nodes.compactMap { node in
      guard let body = node.operation.body as? any RecurrentOperation, !body.reversed else { return nil }
      if let body = body as? GRU, !body.resetsAfterProduct { return nil }
      return (node, body)
    }
  }

  /// Tensors in which those of PyTorch's recurrent modules have become this kit's. A module without biases has zeros.
  static func withOwnRecurrence(_ tensors: [String: Tensor], for graph: Graph) -> [String: Tensor] {
    var result = tensors
    for (node, body) in modules(of: graph) {
      guard let weight = result.removeValue(forKey: "\(node.name).\(input)"),
        let other = result.removeValue(forKey: "\(node.name).\(recurrent)")
      else { continue }
      result[node.parameterName(.inputWeight)] = weight
      result[node.parameterName(.recurrentWeight)] = other
      let zeros = Tensor(shape: [body.rows])
      let first = result.removeValue(forKey: "\(node.name).\(inputBias)") ?? zeros
      let second = result.removeValue(forKey: "\(node.name).\(recurrentBias)") ?? zeros
      guard !body.hasRecurrentBias, first.shape == second.shape else {
        result[node.parameterName(.bias)] = first
        result[node.parameterName(.recurrentBias)] = second
        continue
      }
      result[node.parameterName(.bias)] = Tensor(
        shape: first.shape, values: zip(first.values, second.values).map { $0 + $1 })
    }
    return result
  }

  /// Tensors in which those of recurrent layers have PyTorch's names. Where a layer has one bias, the other is zero.
  static func withPyTorchRecurrence(_ tensors: [String: Tensor], of graph: Graph) -> [String: Tensor] {
    var result = tensors
    for (node, body) in modules(of: graph) {
      for (role, name) in [
        (ParameterSpecification.Role.inputWeight, input), (.recurrentWeight, recurrent), (.bias, inputBias),
        (.recurrentBias, recurrentBias),
      ] {
        let tensor = result.removeValue(forKey: node.parameterName(role)) ?? Tensor(shape: [body.rows])
        result["\(node.name).\(name)"] = tensor
      }
    }
    return result
  }
}
