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
  /// - Throws: `noDenseLayer` where the graph has no dense layer.
  public mutating func replaceHead(
    classNames: [String], seed: UInt64, always: Bool = false
  ) throws(GraphError) {
    guard let head, case .dense(var body) = head.operation,
      let index = nodes.firstIndex(where: { $0.name == head.name })
    else { throw .noDenseLayer }
    self.classNames = classNames
    guard always || body.outputFeatures != classNames.count else { return }
    body.outputFeatures = classNames.count
    nodes[index].operation = .dense(body)
    initializeParameters(
      seed: seed, only: Set(body.parameters.map { nodes[index].parameterName($0) }))
  }
}

extension Graph {
  /// Keeps some of a classifier's outputs, in order, with their weights, and drops all others.
  ///
  /// - Parameter kept: indices of outputs, at least one.
  /// - Throws: `noDenseLayer` where the graph has no dense layer.
  /// - Precondition: the indices are those of outputs, and the outputs have names.
  public mutating func keepOutputs(_ kept: [Int]) throws(GraphError) {
    guard let head, case .dense(var body) = head.operation,
      let index = nodes.firstIndex(where: { $0.name == head.name })
    else { throw .noDenseLayer }
    precondition(!kept.isEmpty && kept.allSatisfy { $0 >= 0 && $0 < body.outputFeatures })
    precondition(classNames.count == body.outputFeatures)
    for parameter in body.parameters {
      let name = nodes[index].parameterName(parameter)
      let old = parameters[name]!
      let row = old.count / body.outputFeatures
      parameters[name] = Tensor(
        shape: [kept.count] + old.shape.dropFirst(),
        values: kept.flatMap { old.values[($0 * row)..<(($0 + 1) * row)] })
    }
    body.outputFeatures = kept.count
    nodes[index].operation = .dense(body)
    classNames = kept.map { classNames[$0] }
  }
}
