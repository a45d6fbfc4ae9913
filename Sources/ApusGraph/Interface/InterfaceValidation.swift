extension Graph {
  /// Checks what the network shows of itself: inputs, outputs and states, but not its parameters.
  /// - Throws: the first thing wrong with names, shapes, preprocessing, classes or states.
  public func validateInterface() throws(GraphError) {
    let shapes = try shapes()
    for input in inputs {
      guard let preprocessing = input.preprocessing else { continue }
      guard preprocessing.fits(input.shape) else { throw .preprocessing }
    }
    var names: Set<String> = []
    for output in outputs {
      guard names.insert(output.name).inserted else { throw .duplicateOutput(output.name) }
      try validate(output, shapes: shapes)
    }
    for state in states { try validate(state, shapes: shapes) }
    for node in nodes {
      guard let body = node.operation.body as? any StatefulOperation, body.keepsState else { continue }
      for name in node.inputs.dropFirst()
      where !states.contains(where: { $0.name == name && $0.update == name }) {
        throw .keptState(node: node.name, input: name)
      }
    }
  }

  private func validate(_ output: NetworkOutput, shapes: [String: Shape]) throws(GraphError) {
    guard self[node: output.node] != nil, let elements = shapes[output.node]?.count else {
      throw .unknownOutput(output.name, node: output.node)
    }
    guard output.meaning != .probability || elements == 1 else {
      throw .probability(output.name, found: elements)
    }
    let classes = output.meaning.classCount(elements: elements)
    guard output.classNames.isEmpty || output.classNames.count == classes else {
      throw .classCount(names: output.classNames.count, outputs: classes)
    }
    guard output.temperature > 0, output.temperature.isFinite else { throw .temperature(output.name) }
    if let rule = output.unknownRule {
      // The best of several scores is what rules are about.
      let hasScores = output.meaning != .values && output.meaning != .probability
      guard hasScores, rule.isSound(classes: classes) else { throw .unknownRule(output.name) }
    }
  }

  private func validate(_ state: NetworkState, shapes: [String: Shape]) throws(GraphError) {
    guard state.initial.count == 1 || state.initial.count == state.shape.count,
      state.initial.allSatisfy(\.isFinite)
    else { throw .initialState(state.name) }
    guard let update = shapes[state.update] else { throw .unknownUpdate(state.name, value: state.update) }
    guard update == state.shape else { throw .updateShape(state.name, expected: state.shape, found: update) }
  }
}

extension Shape {
  /// Whether an input or a state can have this extent: one to three dimensions, none of them empty.
  var isSoundInput: Bool {
    (1...3).contains(rank) && dimensions.allSatisfy { $0 > 0 && $0 <= 1 << 16 } && isAddressable
  }
}
