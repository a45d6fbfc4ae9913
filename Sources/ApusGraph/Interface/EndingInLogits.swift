extension Graph {
  /// The graph whose classifiers give logits: without a softmax at an output, which losses and decisions do not need.
  public var endingInLogits: Graph {
    var result = self
    for index in outputs.indices where result.takeOff(Softmax.self, atOutput: index) {
      result.outputs[index].meaning = .logits
    }
    return result
  }

  /// Makes what an operation at an output takes the output, as often as there is one. Its node is removed unless
  /// something else takes its value.
  /// - Returns: whether there was one.
  public mutating func takeOff(_ operation: any OperationBody.Type, atOutput index: Int) -> Bool {
    var found = false
    while let node = self[node: outputs[index].node], type(of: node.operation.body) == operation,
      self[node: node.inputs[0]] != nil
    {
      // From here on outputs are the values that they are now, whatever the last node is.
      var outputs = outputs
      outputs[index].node = node.inputs[0]
      self.outputs = outputs
      found = true
      if consumers(of: node.name).isEmpty, !exposedValues.contains(node.name) {
        nodes.removeAll { $0.name == node.name }
      }
    }
    return found
  }
}
