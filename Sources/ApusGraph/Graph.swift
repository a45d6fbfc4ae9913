/// One step of a graph: an operation, where its inputs come from, and its name. The value it makes is
/// known by the node's name.
public struct Node: Hashable, Sendable {
  /// The name, in PyTorch's manner: `layer1.0.conv1`.
  public var name: String
  /// What is computed.
  public var operation: Operation
  /// Names of the nodes, inputs and states whose values it takes.
  public var inputs: [String]

  /// A node.
  public init(name: String, operation: Operation, inputs: [String]) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
  }
}

/// A float network: its inputs, outputs and states, nodes in an order in which they can be executed, and their
/// parameters. Names of inputs, states and nodes are one name space: nodes take all of them alike.
///
/// Most networks have one input and one output, and no state; `inputShape`, `preprocessing` and `classNames` are about
/// those.
public struct Graph: Sendable {
  /// The name of an input that has not been given one.
  public static let inputName = "input"

  /// The architecture's name: `lenet5`.
  public var name: String
  /// What the network is given for each run; at least one.
  public var inputs: [NetworkInput]
  /// What the network keeps from run to run.
  public var states: [NetworkState]
  /// The nodes, each after all that it takes values from.
  public var nodes: [Node]
  /// Every node's parameters, by full name.
  public var parameters: [String: Tensor]
  /// The trainings that the weights went through, as far as they are known, in order. Networks that differ in nothing else
  /// are equal.
  public var trainings: [TrainingRecord] = []
  /// The outputs that have been set.
  private var namedOutputs: [NetworkOutput]
  /// The class names of the last node's value, while no outputs have been set.
  private var lastClassNames: [String] = []

  /// A graph from its parts; without outputs, the last node's value is the only one. `validate()` says whether they fit.
  public init(
    name: String, inputs: [NetworkInput], outputs: [NetworkOutput] = [], states: [NetworkState] = [],
    nodes: [Node] = [], parameters: [String: Tensor] = [:]
  ) {
    self.name = name
    self.inputs = inputs
    namedOutputs = outputs
    self.states = states
    self.nodes = nodes
    self.parameters = parameters
  }

  /// A graph of one input, whose output is the last node's value; `validate()` says whether the parts fit.
  public init(
    name: String, inputShape: Shape, preprocessing: Preprocessing?, classNames: [String] = [],
    nodes: [Node] = [], parameters: [String: Tensor] = [:]
  ) {
    let input = NetworkInput(shape: inputShape, preprocessing: preprocessing)
    self.init(name: name, inputs: [input], nodes: nodes, parameters: parameters)
    lastClassNames = classNames
  }

  /// What the network gives after each run: the outputs that were set, or, until some are, the last node's value with
  /// the meaning that is inferred from it, so that it follows the nodes that are added. Setting none leads back to that.
  public var outputs: [NetworkOutput] {
    get {
      guard namedOutputs.isEmpty, let last = nodes.last?.name else { return namedOutputs }
      return [NetworkOutput(node: last, meaning: inferredMeaning(of: last), classNames: lastClassNames)]
    }
    set { namedOutputs = newValue }
  }

  /// Whether the only output is the last node's value, whichever node that is.
  public var outputFollowsLastNode: Bool { namedOutputs.isEmpty }

  /// The first input's name.
  /// - Precondition: there is one.
  public var inputName: String { inputs[0].name }

  /// The extent of one sample of the first input.
  /// - Precondition: there is one.
  public var inputShape: Shape {
    get { inputs[0].shape }
    set { inputs[0].shape = newValue }
  }

  /// How images become the first input; `pixels` where it takes numbers as they are.
  /// - Precondition: there is an input.
  public var preprocessing: Preprocessing {
    get { inputs[0].preprocessing ?? .pixels }
    set { inputs[0].preprocessing = newValue }
  }

  /// What the classes of the first output are called, one name for each; empty if nothing is known.
  public var classNames: [String] {
    get { namedOutputs.first?.classNames ?? lastClassNames }
    set {
      if namedOutputs.isEmpty { lastClassNames = newValue } else { namedOutputs[0].classNames = newValue }
    }
  }

  /// The node of a name.
  public subscript(node name: String) -> Node? { nodes.first { $0.name == name } }

  /// The nodes that take the value of a node, an input or a state, in order.
  public func consumers(of name: String) -> [Node] { nodes.filter { $0.inputs.contains(name) } }

  /// The names of all values that are seen from outside of the nodes: outputs, and what states take over. They must
  /// stay as they are, whatever becomes of the nodes that take them.
  public var exposedValues: Set<String> { Set(outputs.map(\.node)).union(states.map(\.update)) }

  /// How many values all trainable parameters have together.
  public var trainableParameterCount: Int {
    nodes.reduce(0) { total, node in
      node.operation.body.parameters.filter(\.role.isTrained)
        .reduce(total) { $0 + $1.count }
    }
  }

  /// Full names of all parameters with their specifications, in node order.
  public var parameterList: [(name: String, specification: ParameterSpecification)] {
    nodes.flatMap { node in
      node.operation.body.parameters.map { (node.parameterName($0), $0) }
    }
  }

  /// The shape of every value, by the name of the input, state or node that it is of.
  /// - Throws: the first thing wrong with names, inputs or shapes. Outputs, updates of states and parameters are not
  ///   looked at.
  public func shapes() throws(GraphError) -> [String: Shape] {
    guard !inputs.isEmpty else { throw .noInput }
    var shapes: [String: Shape] = [:]
    for (name, shape) in inputs.map({ ($0.name, $0.shape) }) + states.map({ ($0.name, $0.shape) }) {
      guard shape.isSoundInput else { throw .input(shape) }
      guard shapes.updateValue(shape, forKey: name) == nil else { throw .duplicateName(name) }
    }
    guard !nodes.isEmpty else { throw .empty }
    for node in nodes {
      guard shapes[node.name] == nil else { throw .duplicateName(node.name) }
      var inputs: [Shape] = []
      for name in node.inputs {
        guard let shape = shapes[name] else { throw .unknownInput(node: node.name, input: name) }
        inputs.append(shape)
      }
      let body = node.operation.body
      guard body.inputCount.contains(inputs.count) else {
        throw .inputCount(node: node.name, expected: body.inputCount, found: inputs.count)
      }
      do throws(ShapeError) {
        let shape = try body.outputShape(for: inputs)
        guard shape.isAddressable else { throw .range("an output") }
        shapes[node.name] = shape
      } catch {
        throw .shape(node: node.name, error)
      }
    }
    return shapes
  }

  /// The shape of the first output.
  public func outputShape() throws(GraphError) -> Shape {
    let shapes = try shapes()
    let output = outputs[0]
    guard let shape = shapes[output.node] else { throw .unknownOutput(output.name, node: output.node) }
    return shape
  }

  /// Multiply-accumulates for one sample, by node, in node order.
  public func multiplyAccumulates() throws(GraphError) -> [(node: String, count: Int)] {
    let shapes = try shapes()
    return nodes.map { node in
      let inputs = node.inputs.map { shapes[$0]! }
      return (node.name, node.operation.body.multiplyAccumulates(for: inputs, output: shapes[node.name]!))
    }
  }

  /// Checks everything that execution relies on: names, shapes, parameters, preprocessing, outputs, states.
  public func validate() throws(GraphError) {
    _ = try shapes()
    var known: Set<String> = []
    for (name, specification) in parameterList {
      guard let tensor = parameters[name] else { throw .missingParameter(name) }
      guard tensor.shape == specification.shape else {
        throw .parameterShape(name, expected: specification.shape, found: tensor.shape)
      }
      known.insert(name)
    }
    for name in parameters.keys.sorted() where !known.contains(name) { throw .strayParameter(name) }
    try validateInterface()
  }
}

/// Graphs are equal where all of their parts are, whether an output is the last node's value by its name or without.
extension Graph: Hashable {
  /// Whether all parts are equal.
  public static func == (first: Graph, second: Graph) -> Bool {
    first.name == second.name && first.inputs == second.inputs && first.outputs == second.outputs
      && first.states == second.states && first.nodes == second.nodes && first.parameters == second.parameters
  }

  /// Hashes all parts.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(inputs)
    hasher.combine(outputs)
    hasher.combine(states)
    hasher.combine(nodes)
    hasher.combine(parameters)
  }
}
