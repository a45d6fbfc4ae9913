import ApusGraph

/// A node of a folded graph together with the rectifier that follows it.
package struct FusedNode: Hashable, Sendable {
  /// The name of the value: the rectifier's where there is one, so that it means the same value as in the
  /// float graph.
  package var name: String
  /// The node that owns the weights and does the work.
  package var layer: String
  /// What is computed before the clamp.
  package var operation: Operation
  /// The values taken.
  package var inputs: [String]
  /// The clamp.
  package var activation: FusedActivation

  /// The full name of the parameter of a role that it has or may have.
  func parameterName(_ role: ParameterSpecification.Role) -> String { role.name(of: layer) }
}

extension Graph {
  /// The nodes of a folded graph, with ReLU and ReLU6 taken into the node before them where that node can
  /// clamp its output and nothing else sees its unclamped value.
  /// - Precondition: the graph comes from `folded()`.
  package func fusedNodes() -> [FusedNode] {
    var fused: [FusedNode] = []
    var position: [String: Int] = [:]
    for node in nodes {
      let clamp = node.operation.int8.rectifier
      if clamp != .none, let index = position[node.inputs[0]], fused[index].operation.int8.clamps,
        isTakenOnce(node.inputs[0])
      {
        // relu then relu6, or the reverse, is relu6.
        fused[index].activation = fused[index].activation == .relu6 ? .relu6 : clamp
        fused[index].name = node.name
        position[node.name] = index
      } else {
        position[node.name] = fused.count
        fused.append(
          FusedNode(
            name: node.name, layer: node.name, operation: node.operation, inputs: node.inputs,
            activation: .none))
      }
    }
    return fused
  }
}
