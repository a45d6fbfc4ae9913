import ApusGraph

extension Zoo.Published {
  /// The architecture that a network has, whatever its layers are called: the one with the same weights in the same order,
  /// by their extents.
  /// - Parameter graph: a network of one input.
  /// - Returns: nil where there is none.
  public init?(of graph: Graph) {
    let extents = Self.weightExtents(graph)
    guard extents.count > 5, let classes = extents.last?.first else { return nil }
    let found = Self.allCases.first { architecture in
      let variants = try? architecture.variants(input: graph.inputShape) { _ in classes }
      return variants?.contains { Self.weightExtents($0) == extents } ?? false
    }
    guard let found else { return nil }
    self = found
  }

  /// Output channels, kernel and input channels of each layer with weights, in order; biases may have come from
  /// normalizations.
  private static func weightExtents(_ graph: Graph) -> [[Int]] {
    graph.nodes.compactMap { node in
      node.operation.weighted.map {
        [$0.outputChannels, $0.kernel.height, $0.kernel.width, $0.inputChannelsPerOutput]
      }
    }
  }
}
