import ApusFiles
import ApusGraph

/// Puts the graph together: gives nodes their names, knows all shapes, and sees that nothing is viewed or transposed twice.
struct GraphEmitter {
  private(set) var graph: Graph
  private(set) var shapes: [String: Shape] = [:]
  /// What the nodes of the operator at hand are called.
  var base = ""
  /// How the integers of values stand for real numbers, where a file says it.
  var quantizations: [String: QuantizationParameters] = [:]
  /// How the integers of the constant operands of nodes stand for real numbers, where a file says it.
  var operandQuantizations: [String: QuantizationParameters] = [:]
  /// The scales of the int8 weights of nodes.
  var weightScales: [String: [Float]] = [:]
  /// The zero points of the int8 weights of nodes, where they are not 0.
  var weightZeroPoints: [String: Int] = [:]
  private var places: [String: Int] = [:]
  private var made: [Made: String] = [:]
  /// What each view is of.
  private var sources: [String: String] = [:]
  private var parameterCount = 0
  private let limits: Limits
  /// How many bytes the network's files have, as far as they have been read.
  var byteCount: Int

  /// What can be used again.
  private struct Made: Hashable {
    var value: String
    var operation: Operation
  }

  /// Constants may be used by several operators, but not so often that the network is many times the file.
  private static let parametersPerByte = 8
  private static let parameters = 1 << 23

  init(name: String, limits: Limits, byteCount: Int) {
    graph = Graph(name: name, inputs: [])
    self.limits = limits
    self.byteCount = byteCount
  }

  /// Adds an input of the network.
  mutating func addInput(_ name: String, shape: Shape, preprocessing: Preprocessing?) {
    graph.inputs.append(NetworkInput(name: name, shape: shape, preprocessing: preprocessing))
    shapes[name] = shape
  }

  /// Sets what the network gives.
  mutating func setOutputs(_ outputs: [NetworkOutput]) { graph.outputs = outputs }

  /// Adds a node.
  /// - Parameters:
  ///   - operation: what it computes.
  ///   - inputs: the values that it takes.
  ///   - suffix: what it does, where it is not the main one of its operator.
  ///   - parameters: in the order of the operation's.
  /// - Returns: its name.
  /// - Throws: `unsupported` without an operator, whose place the caller knows.
  mutating func add(
    _ operation: Operation, _ inputs: [String], as suffix: String? = nil, parameters: [[Float]] = []
  ) throws(ONNXError) -> String {
    if let refusal = WorkLimits.refusal(ofNodes: graph.nodes.count + 1, limits: limits) {
      throw .tooMuch(refusal)
    }
    let specifications = operation.body.parameters
    parameterCount += specifications.reduce(0) { $0 + $1.count }
    let limit = Self.parameters + Self.parametersPerByte * byteCount
    guard parameterCount <= limits.raised(limit) else {
      throw .tooMuch(limits.refusal(of: parameterCount, over: limit, unit: "numbers in its constants"))
    }
    let shape: Shape
    do throws(ShapeError) {
      shape = try operation.body.outputShape(for: inputs.map { shapes[$0]! })
    } catch {
      throw .unsupported("an input which \(error)")
    }
    guard shape.dimensions.reduce(1.0, { $0 * Double($1) }) < 0x1p31 else {
      throw .unsupported("too large a result")
    }
    let name = unused(suffix.map { "\(base).\($0)" } ?? base)
    for (specification, values) in zip(specifications, parameters) {
      guard values.allSatisfy(\.isFinite) else { throw .unsupported("a constant that is not finite") }
      guard values.count == specification.count else {
        throw .unsupported("\(values.count) numbers in place of \(specification.count)")
      }
      graph.parameters[specification.role.name(of: name)] = Tensor(shape: specification.shape, values: values)
    }
    places[name] = graph.nodes.count
    graph.nodes.append(Node(name: name, operation: operation, inputs: inputs))
    shapes[name] = shape
    return name
  }

  /// A value under another shape.
  mutating func viewed(_ value: String, as shape: Shape) throws(ONNXError) -> String {
    guard shapes[value] != shape else { return value }
    let source = sources[value] ?? value
    guard shapes[source] != shape else { return source }
    let operation: Operation = .viewing(as: shape)
    if let known = made[Made(value: source, operation: operation)] { return known }
    let name = try add(operation, [source], as: shape.rank == 1 ? "flatten" : "reshape")
    sources[name] = source
    made[Made(value: source, operation: operation)] = name
    return name
  }

  /// A value with its elements in another order.
  mutating func transposed(_ value: String, _ step: TranspositionStep) throws(ONNXError) -> String {
    let viewed = try viewed(value, as: Shape(step.shape))
    let operation = Operation.transpose(Transpose(order: step.order))
    if let known = made[Made(value: viewed, operation: operation)] { return known }
    let name = try add(operation, [viewed], as: "transpose")
    made[Made(value: viewed, operation: operation)] = name
    return name
  }

  /// A node of the graph; nil for an input.
  func node(_ name: String) -> Node? { places[name].map { graph.nodes[$0] } }

  /// The node whose elements a value has, through views.
  func source(of name: String) -> String { sources[name] ?? name }

  /// Changes the operation of a node, and its parameters, by role.
  mutating func replace(
    _ name: String, with operation: Operation, parameters: [ParameterSpecification.Role: Tensor]
  ) {
    graph.nodes[places[name]!].operation = operation
    for (role, tensor) in parameters { graph.parameters[role.name(of: name)] = tensor }
  }

  /// Takes the last node away again.
  /// - Precondition: nothing takes its value.
  mutating func removeLast() {
    let node = graph.nodes.removeLast()
    shapes[node.name] = nil
    places[node.name] = nil
    for parameter in node.operation.body.parameters { graph.parameters[node.parameterName(parameter)] = nil }
  }

  private func unused(_ name: String) -> String {
    guard shapes[name] != nil else { return name }
    var number = 2
    while shapes["\(name)_\(number)"] != nil { number += 1 }
    return "\(name)_\(number)"
  }
}
