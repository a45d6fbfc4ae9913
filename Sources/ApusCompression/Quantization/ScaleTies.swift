import ApusGraph

/// Which values of a quantized graph must share one scale and zero point, because the integer operators
/// between them move integers without rescaling them: max and average pools, pads, views, and concatenations,
/// whose inputs all take the output's.
struct ScaleTies {
  /// Values that share an affine map.
  struct Class {
    /// Their names.
    var members: [String] = []
    /// Those whose distribution decides the range: what some operator outside of the class takes, or the
    /// an output of the graph or what a state takes over. What only feeds a max pool need not be represented beyond what the pool lets through,
    /// because clamping commutes with a maximum; with an average it does not, so that exposes its input too.
    var exposed: [String] = []
    /// The maps of which it has one, where the integer operator that makes one of them fixes it, the coarsest first.
    var fixed: [QuantizationParameters] = []
    /// The values that such operators make: what does not fit into the map is for the operator to clamp.
    var madeToFit: Set<String> = []
  }

  private(set) var classes: [Class] = []

  /// Has further values decide about the maps of some.
  /// - Parameter others: names of values, and of those that also decide.
  mutating func expose(_ others: [String: String]) {
    for index in classes.indices {
      classes[index].exposed += classes[index].members.compactMap { others[$0] }
    }
  }

  /// - Parameters:
  ///   - nodes: the fused nodes of a folded graph.
  ///   - graph: that graph, for its inputs, outputs and states.
  init(_ nodes: [FusedNode], of graph: Graph) {
    let given = graph.inputs.map(\.name) + graph.states.map(\.name)
    let names = given + nodes.map(\.name)
    let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var sets = DisjointSets()
    for _ in names { _ = sets.makeSet() }
    for node in nodes where node.operation.int8.keepsScale {
      for input in node.inputs { sets.unite(number[node.name]!, number[input]!) }
    }
    // A hidden state of 8 bits has its layer's integers.
    for node in nodes where node.keepsOutputAsState {
      sets.unite(number[node.name]!, number[node.inputs[1]]!)
    }
    var isExposed = Array(repeating: false, count: names.count)
    for name in graph.exposedValues { isExposed[number[name]!] = true }
    // What a state holds is its update's integers.
    for state in graph.states { sets.unite(number[state.name]!, number[state.update]!) }
    for node in nodes where !node.operation.int8.keepsScale || node.operation.int8.averages {
      for input in node.inputs { isExposed[number[input]!] = true }
    }
    var position: [Int: Int] = [:]
    for (index, name) in names.enumerated() {
      let root = sets.root(of: index)
      if position[root] == nil {
        position[root] = classes.count
        classes.append(Class())
      }
      classes[position[root]!].members.append(name)
      if isExposed[index] { classes[position[root]!].exposed.append(name) }
      if index >= given.count, nodes[index - given.count].operation.int8.output != nil {
        classes[position[root]!].fixed = nodes[index - given.count].operation.int8.outputs
        classes[position[root]!].madeToFit.insert(name)
      }
    }
  }
}

extension FusedNode {
  /// Whether it is a layer that keeps in its second input what it gives.
  fileprivate var keepsOutputAsState: Bool {
    guard let body = operation.body as? any RecurrentOperation, body.keepsState else { return false }
    return body is LSTM || body is SimpleRNN
  }
}
