import ApusGraph

extension ONNXImporter {
  /// IF of a condition that is known: the operators of the branch that is taken, in its place.
  mutating func branch(_ step: ONNXStep) throws(ONNXError) {
    guard case .constant(let condition)? = step.inputs.first ?? nil, let isTrue = condition.single else {
      throw step.unsupported("a computed condition")
    }
    guard let message = step.node.attributes[isTrue != 0 ? "then_branch" : "else_branch"]?.graph else {
      throw step.damaged("no branch")
    }
    let branch = try ONNXBranch(message, index: step.node.index)
    for tensor in branch.constants { set(tensor.name, .constant(try read(tensor))) }
    for node in branch.nodes { count(uses: node.inputs) }
    count(uses: branch.outputs)
    for node in branch.nodes { try add(node) }
    for (name, inner) in zip(step.node.outputs, branch.outputs) where !name.isEmpty {
      guard let value = try known(inner) else { throw step.damaged("a branch without \(inner.prefix(80))") }
      set(name, value)
    }
  }
}

/// A graph within an operator, whose operators may take values from around it.
struct ONNXBranch {
  private(set) var nodes: [ONNXNode] = []
  private(set) var constants: [ONNXTensor] = []
  private(set) var outputs: [String] = []
  /// The names of what a loop gives to each round.
  private(set) var inputs: [String] = []

  /// - Parameter index: the place of the operator in the file.
  init(_ message: ProtobufMessage, index: Int) throws(ONNXError) {
    try message.forEachField { (field) throws(ONNXError) in
      switch field.number {
      case 1: nodes.append(try ONNXNode(field.message(message.bytes), index: index))
      case 5: constants.append(try ONNXTensor(field.message(message.bytes)))
      case 11: inputs.append(try ONNXValueInfo(field.message(message.bytes)).name)
      case 12: outputs.append(try ONNXValueInfo(field.message(message.bytes)).name)
      case _: break
      }
    }
  }

  /// The names of all values that operators within take, of graphs within these too.
  /// - Parameter depth: how many graphs this one is within.
  static func taken(_ message: ProtobufMessage, depth: Int) throws(ONNXError) -> [String] {
    guard depth < 8 else { throw .unsupportedModel("has operators within operators, more than 8 deep") }
    let branch = try ONNXBranch(message, index: 0)
    var names = branch.outputs
    for node in branch.nodes {
      names += node.inputs
      for attribute in node.attributes.values {
        if let graph = attribute.graph { names += try taken(graph, depth: depth + 1) }
      }
    }
    return names
  }
}
