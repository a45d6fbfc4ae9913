extension Graph {
  /// The last dense layer: a classifier's head.
  public var head: Node? {
    nodes.last { if case .dense = $0.operation { true } else { false } }
  }

  /// Gives the classifier another number of classes: the last dense layer is made anew, all else stays.
  /// With the same number of classes the weights stay and only the names change.
  ///
  /// - Parameters:
  ///   - classNames: what the outputs stand for from now on.
  ///   - seed: for the new layer's weights.
  ///   - always: draw new weights even if the number of classes stays.
  /// - Throws: `noSuchNode` where the graph has no dense layer.
  public mutating func replaceHead(
    classNames: [String], seed: UInt64, always: Bool = false
  ) throws(GraphError) {
    guard let head, case .dense(var body) = head.operation,
      let index = nodes.firstIndex(where: { $0.name == head.name })
    else { throw .noSuchNode("head") }
    self.classNames = classNames
    guard always || body.outputFeatures != classNames.count else { return }
    body.outputFeatures = classNames.count
    nodes[index].operation = .dense(body)
    initializeParameters(
      seed: seed, only: Set(body.parameters.map { nodes[index].parameterName($0) }))
  }
}
