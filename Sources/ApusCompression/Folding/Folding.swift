import ApusGraph

extension Graph {
  /// The same function as this graph at inference, with fewer nodes: dropout is gone, batch normalization
  /// has gone into the convolution or dense layer before it (Jacob et al. 2018, section 3.2), and nodes that
  /// do not lead to the output are left out.
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
    result.removeDropout()
    result.removeUnusedNodes()
    try result.foldBatchNormalizations()
    do { try result.validate() } catch { throw .graph(error) }
    return result
  }

  /// Makes every consumer of one value take another instead.
  mutating func redirectConsumers(of name: String, to replacement: String) {
    for index in nodes.indices {
      for input in nodes[index].inputs.indices where nodes[index].inputs[input] == name {
        nodes[index].inputs[input] = replacement
      }
    }
  }

  /// Removes nodes that the output does not depend on. The output is the last node afterwards too, because
  /// all that remain come before it.
  mutating func removeUnusedNodes(output: String? = nil) {
    guard let output = output ?? nodes.last?.name else { return }
    var used: Set<String> = [output]
    for node in nodes.reversed() where used.contains(node.name) { used.formUnion(node.inputs) }
    for node in nodes where !used.contains(node.name) {
      for parameter in node.operation.body.parameters {
        parameters[node.parameterName(parameter)] = nil
      }
    }
    nodes.removeAll { !used.contains($0.name) }
  }

  /// Removes dropout, which is the identity at inference.
  private mutating func removeDropout() {
    for node in nodes {
      guard case .dropout = node.operation else { continue }
      let source = node.inputs[0]
      if node.name == nodes.last?.name {
        // The output must stay a node: the input itself cannot be it.
        guard source != Graph.inputName else {
          nodes[nodes.count - 1].operation = .reshape(Reshape(shape: inputShape))
          continue
        }
        removeUnusedNodes(output: source)
      } else {
        redirectConsumers(of: node.name, to: source)
        nodes.removeAll { $0.name == node.name }
      }
    }
  }
}
