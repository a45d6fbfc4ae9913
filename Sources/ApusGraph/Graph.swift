/// One step of a graph: an operation, where its inputs come from, and its name. The value it makes is
/// known by the node's name; the graph's own input is `Graph.inputName`.
public struct Node: Hashable, Sendable {
  /// The name, in PyTorch's manner: `layer1.0.conv1`.
  public var name: String
  /// What is computed.
  public var operation: Operation
  /// Names of the nodes whose values it takes.
  public var inputs: [String]

  /// A node.
  public init(name: String, operation: Operation, inputs: [String]) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
  }
}

/// A float network: nodes in an order in which they can be executed, and their parameters. The last
/// node's value is the output, for a classifier its logits.
public struct Graph: Hashable, Sendable {
  /// The name by which nodes refer to the graph's input.
  public static let inputName = "input"

  /// The architecture's name: `lenet5`.
  public var name: String
  /// The extent of one input sample.
  public var inputShape: Shape
  /// How images become inputs.
  public var preprocessing: Preprocessing
  /// What the outputs stand for, one name for each; empty if nothing is known.
  public var classNames: [String]
  /// The nodes, each after all that it takes values from.
  public var nodes: [Node]
  /// Every node's parameters, by full name.
  public var parameters: [String: Tensor]

  /// A graph from its parts; `validate()` says whether they fit.
  public init(
    name: String, inputShape: Shape, preprocessing: Preprocessing, classNames: [String] = [],
    nodes: [Node] = [], parameters: [String: Tensor] = [:]
  ) {
    self.name = name
    self.inputShape = inputShape
    self.preprocessing = preprocessing
    self.classNames = classNames
    self.nodes = nodes
    self.parameters = parameters
  }

  /// The node of a name.
  public subscript(node name: String) -> Node? { nodes.first { $0.name == name } }

  /// The nodes that take the value of a node (or of the input), in order.
  public func consumers(of name: String) -> [Node] { nodes.filter { $0.inputs.contains(name) } }

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

  /// The shape of every value, by the name of the node that makes it, the input's included.
  /// - Throws: the first thing wrong with names, inputs or shapes. Parameters are not looked at.
  public func shapes() throws(GraphError) -> [String: Shape] {
    guard inputShape.rank == 3, inputShape.dimensions.allSatisfy({ $0 > 0 && $0 <= 1 << 16 }) else {
      throw .input(inputShape)
    }
    guard !nodes.isEmpty else { throw .empty }
    var shapes = [Graph.inputName: inputShape]
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

  /// The output's shape.
  public func outputShape() throws(GraphError) -> Shape {
    let shapes = try shapes()
    return shapes[nodes[nodes.count - 1].name]!
  }

  /// Multiply-accumulates for one sample, by node, in node order.
  public func multiplyAccumulates() throws(GraphError) -> [(node: String, count: Int)] {
    let shapes = try shapes()
    return nodes.map { node in
      let inputs = node.inputs.map { shapes[$0]! }
      return (node.name, node.operation.body.multiplyAccumulates(for: inputs, output: shapes[node.name]!))
    }
  }

  /// Checks everything that execution relies on: names, shapes, parameters, preprocessing, classes.
  public func validate() throws(GraphError) {
    let output = try outputShape()
    var known: Set<String> = []
    for (name, specification) in parameterList {
      guard let tensor = parameters[name] else { throw .missingParameter(name) }
      guard tensor.shape == specification.shape else {
        throw .parameterShape(name, expected: specification.shape, found: tensor.shape)
      }
      known.insert(name)
    }
    for name in parameters.keys.sorted() where !known.contains(name) { throw .strayParameter(name) }
    let channels = [1, inputShape.channels]
    guard channels.contains(preprocessing.offset.count), channels.contains(preprocessing.divisor.count),
      preprocessing.divisor.allSatisfy({ $0 != 0 && $0.isFinite }),
      preprocessing.offset.allSatisfy(\.isFinite)
    else { throw .preprocessing }
    guard classNames.isEmpty || classNames.count == output.count else {
      throw .classCount(names: classNames.count, outputs: output.count)
    }
  }
}
