import ApusGraph

extension Graph {
  /// The same function as this graph at inference, with fewer nodes: dropout is gone, batch normalization
  /// has gone into the convolution or dense layer before it (Jacob et al. 2018, section 3.2), and nodes that
  /// lead neither to an output nor to what a state takes over are left out.
  ///
  /// Where a normalization's producer has other consumers too, or has no weights, the normalization becomes
  /// a depthwise 1×1 convolution, which is the same arithmetic. Names of all that remains are unchanged;
  /// a layer that took in its normalization has the normalization's value.
  ///
  /// The products are made in double precision and rounded once.
  /// - Throws: `graph` where the graph is not valid, `variance` where a running variance is negative or not
  ///   a number.
  public func folded() throws(CompressionError) -> Graph {
    var result = self
    do { try result.validate() } catch { throw .graph(error) }
    // From here on outputs are the values that they are now, whatever the last node is.
    result.outputs = outputs
    result.removeDropout()
    result.removeUnusedNodes()
    try result.foldBatchNormalizations()
    do { try result.validate() } catch { throw .graph(error) }
    return result
  }

  /// Makes everything that takes one value take another instead: nodes, outputs and states.
  mutating func redirectConsumers(of name: String, to replacement: String) {
    for index in nodes.indices {
      for input in nodes[index].inputs.indices where nodes[index].inputs[input] == name {
        nodes[index].inputs[input] = replacement
      }
    }
    for index in outputs.indices where outputs[index].node == name { outputs[index].node = replacement }
    for index in states.indices where states[index].update == name { states[index].update = replacement }
  }

  /// Removes nodes on which neither an output nor what a state takes over depends.
  mutating func removeUnusedNodes() {
    let used = sources(of: exposedValues)
    for node in nodes where !used.contains(node.name) {
      for parameter in node.operation.body.parameters {
        parameters[node.parameterName(parameter)] = nil
      }
    }
    nodes.removeAll { !used.contains($0.name) }
  }

  /// Removes dropout, which is the identity at inference.
  private mutating func removeDropout() {
    removeNodes { if case .dropout = $0 { true } else { false } }
  }

  /// The graph without what rounds values as another quantization has them, in place of which one of this kit comes.
  func withoutFakeQuantization() -> Graph {
    var result = self
    result.outputs = outputs
    result.removeNodes { operation in
      guard case .function(let function) = operation, case .fakeQuantize = function.kind else { return false }
      return true
    }
    return result
  }

  /// Removes nodes of one input, which all that takes their values takes in their place.
  private mutating func removeNodes(where isRemoved: (Operation) -> Bool) {
    for node in nodes where isRemoved(node.operation) {
      let index = nodes.firstIndex { $0.name == node.name }!
      let source = nodes[index].inputs[0]
      // An output must stay a node: an input or a state itself cannot be it.
      if outputs.contains(where: { $0.node == node.name }), self[node: source] == nil {
        let shape = (inputs.map { ($0.name, $0.shape) } + states.map { ($0.name, $0.shape) })
          .first { $0.0 == source }!.1
        nodes[index].operation = .reshape(Reshape(shape: shape))
      } else {
        redirectConsumers(of: node.name, to: source)
        nodes.remove(at: index)
      }
    }
  }
}
