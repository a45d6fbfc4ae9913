/// An order in which the operators of a file that its outputs need can be executed: the file's, wherever that is one.
struct ONNXOrder {
  /// The operators' places in the file.
  private(set) var nodes: [Int] = []
  /// The names of all values that are taken.
  private(set) var usedValues: Set<String> = []
  /// The names of the values that each operator of the file takes, and those that graphs within it do.
  private(set) var taken: [[String]] = []

  init(_ model: ONNXModel) throws(ONNXError) {
    var makers: [String: Int] = [:]
    for node in model.nodes {
      for output in node.outputs where !output.isEmpty {
        guard makers.updateValue(node.index, forKey: output) == nil else {
          throw .damaged("\(node.site) makes \(output.prefix(80)), which is made before")
        }
      }
    }
    for node in model.nodes { taken.append(try Self.taken(by: node)) }
    let needed = Self.needed(model, makers, taken)
    for place in needed { usedValues.formUnion(taken[place]) }
    usedValues.formUnion(model.outputs.map(\.name))

    enum State { case new, open, done }
    var states = [State](repeating: .new, count: model.nodes.count)
    for start in needed.sorted() where states[start] == .new {
      // Each entry is an operator and which of its inputs is looked at next.
      var stack = [(node: start, input: 0)]
      states[start] = .open
      while let (node, input) = stack.last {
        guard input < taken[node].count else {
          states[node] = .done
          nodes.append(node)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].input += 1
        guard let maker = makers[taken[node][input]] else { continue }
        switch states[maker] {
        case .done: break
        case .open: throw .damaged("\(model.nodes[maker].site) needs its own output")
        case .new:
          states[maker] = .open
          stack.append((maker, 0))
        }
      }
    }
  }

  /// The names of the values that an operator takes, and those that graphs within it do.
  private static func taken(by node: ONNXNode) throws(ONNXError) -> [String] {
    var names = node.inputs
    for key in node.attributes.keys.sorted() {
      if let graph = node.attributes[key]?.graph { names += try ONNXBranch.taken(graph, depth: 0) }
    }
    return names
  }

  /// The operators that outputs need.
  private static func needed(
    _ model: ONNXModel, _ makers: [String: Int], _ taken: [[String]]
  ) -> Set<Int> {
    var needed: Set<Int> = []
    var names = model.outputs.map(\.name)
    while let name = names.popLast() {
      guard let maker = makers[name], needed.insert(maker).inserted else { continue }
      names += taken[maker]
    }
    return needed
  }
}
