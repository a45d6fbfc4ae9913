extension Graph {
  /// The graph whose classifiers give logits: without a softmax at an output, which losses and decisions do not need.
  public var endingInLogits: Graph {
    var result = self
    result.outputs = outputs
    var removed: Set<String> = []
    for index in result.outputs.indices {
      while let node = self[node: result.outputs[index].node], case .softmax = node.operation,
        self[node: node.inputs[0]] != nil
      {
        removed.insert(node.name)
        result.outputs[index].node = node.inputs[0]
        result.outputs[index].meaning = .logits
      }
    }
    for node in result.nodes.reversed() where removed.contains(node.name) {
      guard result.consumers(of: node.name).isEmpty, !result.exposedValues.contains(node.name) else {
        continue
      }
      result.nodes.removeAll { $0.name == node.name }
    }
    return result
  }
}
