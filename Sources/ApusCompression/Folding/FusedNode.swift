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
}

extension Graph {
  /// The nodes of a folded graph, with ReLU and ReLU6 taken into the node before them where that node can
  /// clamp its output (convolutions, dense layers, sums, differences, products, pools) and nothing else sees
  /// its unclamped value.
  /// - Precondition: the graph comes from `folded()`.
  package func fusedNodes() -> [FusedNode] {
    var fused: [FusedNode] = []
    var position: [String: Int] = [:]
    for node in nodes {
      if let clamp = node.operation.clamp, let index = position[node.inputs[0]],
        fused[index].operation.canClamp, consumers(of: node.inputs[0]).count == 1
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

extension Operation {
  /// The clamp that the operation is, if it is one.
  fileprivate var clamp: FusedActivation? {
    switch self {
    case .relu: .relu
    case .relu6: .relu6
    case .convolution, .depthwiseConvolution, .dense, .batchNormalization, .maxPool, .averagePool,
      .globalAveragePool, .leakyReLU, .sigmoid, .hardSwish, .add, .subtract, .multiply, .concatenate, .pad,
      .flatten, .reshape, .dropout, .softmax:
      nil
    case .slice, .transpose, .resizeNearest, .resizeBilinear: nil
    case .transposedConvolution: nil
    }
  }

  /// Whether its int8 kernel ends in a clamp, so that a rectifier after it costs nothing.
  fileprivate var canClamp: Bool {
    switch self {
    case .convolution, .depthwiseConvolution, .dense, .add, .subtract, .multiply, .maxPool, .averagePool,
      .globalAveragePool:
      true
    case .batchNormalization, .relu, .relu6, .leakyReLU, .sigmoid, .hardSwish, .concatenate, .pad, .flatten,
      .reshape, .dropout,
      .softmax:
      false
    case .slice, .transpose, .resizeNearest, .resizeBilinear: false
    case .transposedConvolution: true
    }
  }
}
