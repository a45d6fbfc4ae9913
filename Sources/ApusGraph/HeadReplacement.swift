extension Graph {
  /// The last dense layer that the first output depends on: a classifier's head.
  public var head: Node? { outputs.isEmpty ? nil : head(ofOutput: 0) }

  /// The last dense layer that an output depends on.
  public func head(ofOutput index: Int) -> Node? {
    let sources = sources(of: [outputs[index].node])
    return nodes.last { node in
      if case .dense = node.operation { sources.contains(node.name) } else { false }
    }
  }

  /// The names of all nodes, inputs and states that values depend on within a run, their own included.
  public func sources(of values: Set<String>) -> Set<String> {
    var sources = values
    for node in nodes.reversed() where sources.contains(node.name) { sources.formUnion(node.inputs) }
    return sources
  }

  /// Gives the classifier that an output is another number of classes: its last dense layer is made anew, all
  /// else stays. With the same number of classes the weights stay and only the names change. With new weights, a
  /// temperature and a rule for unknown inputs, which were chosen for the old ones, are gone.
  ///
  /// - Parameters:
  ///   - output: the output's place in `outputs`.
  ///   - classNames: what its numbers stand for from now on.
  ///   - seed: for the new layer's weights.
  ///   - always: draw new weights even if the number of classes stays.
  /// - Throws: `noDenseLayer` where the graph has no dense layer.
  public mutating func replaceHead(
    ofOutput output: Int = 0, classNames: [String], seed: UInt64, always: Bool = false
  ) throws(GraphError) {
    guard let head = head(ofOutput: output), case .dense(var body) = head.operation,
      let index = nodes.firstIndex(where: { $0.name == head.name })
    else { throw .noDenseLayer }
    setClassNames(classNames, ofOutput: output)
    // One probability tells two classes apart.
    let isBinary = outputs[output].meaning == .probability
    let features = isBinary && classNames.count == 2 ? 1 : classNames.count
    guard always || body.outputFeatures != features else { return }
    body.outputFeatures = features
    nodes[index].operation = .dense(body)
    initializeParameters(
      seed: seed, only: Set(body.parameters.map { nodes[index].parameterName($0) }))
    guard !outputFollowsLastNode else { return }
    if isBinary && features != 1 { outputs[output].meaning = .independentProbabilities }
    outputs[output].temperature = 1
    outputs[output].unknownRule = nil
  }

  /// Names an output's classes, and leaves open which node it is of where that is open.
  public mutating func setClassNames(_ names: [String], ofOutput index: Int) {
    if outputFollowsLastNode { classNames = names } else { outputs[index].classNames = names }
  }
}

extension Graph {
  /// Keeps some of the classes of the classifier that the first output is, in order, with their weights, and drops all others. A rule for unknown
  /// inputs stays, unless it names a class that is dropped.
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
    if !outputFollowsLastNode, case .output(let unknown)? = outputs[0].unknownRule {
      outputs[0].unknownRule = kept.firstIndex(of: unknown).map { .output($0) }
    }
  }

  /// The network without its rule for pictures of none of the classes, and without the class that means none.
  /// - Throws: `noDenseLayer` where there is such a class and the graph has no dense layer.
  public func withoutNone() throws(GraphError) -> Graph {
    var result = self
    for index in outputs.indices where outputs[index].unknownRule != nil {
      if index == 0, case .output(let none)? = outputs[0].unknownRule {
        try result.keepOutputs(outputs[0].classNames.indices.filter { $0 != none })
      } else {
        result.outputs[index].unknownRule = nil
      }
    }
    return result
  }
}
