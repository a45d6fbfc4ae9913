import ApusGraph

/// A graph in which what quantizing its recurrent layers needs to be seen are values too: the values of all steps, also
/// where a layer gives the last one alone, and of what it remembers.
struct RecurrenceObservation {
  /// The graph with nodes beside each such layer; its other values are as before.
  private(set) var graph: Graph
  /// For each layer that gives its last step alone, the value that has all of them.
  private(set) var allSteps: [String: String] = [:]
  /// For each layer with a state of 16 bits of unknown range, the value that has that range.
  private(set) var remembered: [String: String] = [:]

  init(_ graph: Graph) throws(CompressionError) {
    let shapes: [String: Shape]
    do { shapes = try graph.shapes() } catch { throw .graph(error) }
    self.graph = graph
    for node in graph.nodes {
      if let body = node.operation.body as? any RecurrentOperation {
        observe(body, of: node, steps: body.steps(in: shapes[node.inputs[0]]!))
      }
      if let body = node.operation.body as? SVDF { observe(body, of: node) }
    }
    guard self.graph.nodes.count > graph.nodes.count else { return }
    // What the added nodes give is no output.
    self.graph.outputs = graph.outputs
  }

  /// All values whose distributions are asked for.
  var values: [String] { allSteps.values.sorted() + remembered.values.sorted() }

  private mutating func observe(_ body: some RecurrentOperation, of node: Node, steps: Int) {
    var whole = body
    whole.returnsSequence = true
    if body.keepsState {
      if body is LSTM { remembered[node.name] = node.inputs[2] }
      return
    }
    if !body.returnsSequence, steps > 1 {
      allSteps[node.name] = add(whole.operation, named: "steps", inputs: node.inputs, like: node)
    }
    if var cells = whole as? LSTM {
      cells.output = .cell
      remembered[node.name] = add(cells.operation, named: "cells", inputs: node.inputs, like: node)
    }
  }

  private mutating func observe(_ body: SVDF, of node: Node) {
    // Filters that remember a step alone give what goes into the memory.
    let pushed = SVDF(
      inputFeatures: body.inputFeatures, units: body.filters, rank: 1, memory: 1, rectifies: false)
    let name = add(.svdf(pushed), named: "memory", inputs: [node.inputs[0]], like: node)
    graph.parameters["\(name).timeWeight"] = Tensor(shape: [body.filters, 1], repeating: 1)
    graph.parameters["\(name).bias"] = Tensor(shape: [body.filters])
    remembered[node.name] = name
  }

  /// Adds a node behind all others, with the parameters of one that has some of the same shapes.
  /// - Returns: its name.
  private mutating func add(
    _ operation: Operation, named suffix: String, inputs: [String], like node: Node
  ) -> String {
    let used = Set(graph.nodes.map(\.name) + graph.inputs.map(\.name) + graph.states.map(\.name))
    var name = "\(node.name).\(suffix)"
    while used.contains(name) { name += "_" }
    graph.nodes.append(Node(name: name, operation: operation, inputs: inputs))
    for specification in operation.body.parameters {
      graph.parameters[specification.role.name(of: name)] =
        graph.parameters[node.parameterName(specification)]
    }
    return name
  }
}
