import ApusGraph

extension ONNXImporter {
  /// IF of a condition that is known: the operators of the branch that is taken, in its place. Of a computed one both are, and
  /// it chooses between what they make.
  mutating func branch(_ step: ONNXStep) throws(ONNXError) {
    if case .constant(let condition)? = step.inputs.first ?? nil, let isTrue = condition.single {
      let results = try results(step, of: isTrue != 0 ? "then_branch" : "else_branch")
      for (name, value) in zip(step.node.outputs, results) where !name.isEmpty { set(name, value) }
      return
    }
    let condition = try step.flow(0)
    guard condition.layout.count == 1 else { throw step.damaged("a condition of several elements") }
    let (yes, no) = (try results(step, of: "then_branch"), try results(step, of: "else_branch"))
    for (place, name) in step.node.outputs.enumerated() where !name.isEmpty && useCount(name) > 0 {
      guard place < yes.count, place < no.count else { throw step.damaged("too few results of a branch") }
      guard let shape = yes[place].shape, shape == no[place].shape else {
        throw step.unsupported("a computed condition between values of different extents")
      }
      let extents = Array(repeating: 1, count: shape.count)
      let mask = try reshaped(condition, extents.isEmpty ? [1] : extents)
      set(name, try chosen(step, .computed(mask), yes[place], no[place]))
    }
  }

  /// What the operators of a branch make, which are added.
  private mutating func results(_ step: ONNXStep, of name: String) throws(ONNXError) -> [ONNXValue] {
    guard let message = step.node.attributes[name]?.graph else { throw step.damaged("no branch") }
    let branch = try ONNXBranch(message, index: step.node.index)
    for tensor in branch.constants { set(tensor.name, .constant(try read(tensor))) }
    for node in branch.nodes { count(uses: node.inputs) }
    count(uses: branch.outputs)
    for node in branch.nodes { try add(node) }
    var results: [ONNXValue] = []
    for inner in branch.outputs {
      guard let value = try known(inner) else { throw step.damaged("a branch without \(inner.prefix(80))") }
      results.append(value)
    }
    return results
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
