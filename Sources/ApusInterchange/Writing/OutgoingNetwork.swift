import ApusGraph

/// A network on its way into another program's format: float and int8 ones alike, each node with its constants and the
/// shape of what it makes.
struct OutgoingNetwork {
  /// A value that the network is given.
  struct Input {
    var name: String
    var shape: Shape
    /// How integers stand for real numbers; nil in a float network.
    var quantization: QuantizationParameters?
    /// The integers of an int8 network.
    var elementType = ApusGraph.ElementType.int8
  }

  /// A value that is kept from run to run.
  struct State {
    /// As nodes see it.
    var value: Input
    /// What it holds at first, one element for all or one for each.
    var initial: OutgoingConstant
    /// The value that it becomes after a run.
    var update: String
  }

  var name: String
  var inputs: [Input]
  var states: [State]
  var nodes: [OutgoingNode]
  /// Names of outputs, and the values that they are.
  var outputs: [(name: String, value: String)]
  /// What the other format has no place for.
  var annotation: NetworkAnnotation
  /// Shapes of all values by name.
  private(set) var shapes: [String: Shape]

  /// A float network. Rectifiers become part of the operator before them where nothing else takes its value.
  /// - Throws: what makes the graph unsound.
  init(_ graph: Graph) throws(WritingError) {
    do throws(GraphError) {
      try graph.validate()
      shapes = try graph.shapes()
    } catch {
      throw .graph(error)
    }
    name = graph.name
    inputs = graph.inputs.map { Input(name: $0.name, shape: $0.shape) }
    states = graph.states.map { state in
      State(
        value: Input(name: state.name, shape: state.shape), initial: .float(state.initial),
        update: state.update)
    }
    outputs = graph.outputs.map { ($0.name, $0.node) }
    annotation = NetworkAnnotation(graph)
    nodes = []
    let exposed = graph.exposedValues
    var places: [String: Int] = [:]
    for node in graph.nodes {
      let activation = FusedActivation(node.operation)
      if activation != .none, let place = places[node.inputs[0]], nodes[place].operation.int8.clamps,
        nodes[place].activation == .none, graph.consumers(of: node.inputs[0]).count == 1,
        !exposed.contains(node.inputs[0])
      {
        nodes[place].activation = activation
        nodes[place].value = node.name
        places[node.name] = place
        continue
      }
      places[node.name] = nodes.count
      var next = OutgoingNode(node.name, node.operation, node.inputs, shapes[node.name]!)
      for specification in node.operation.body.parameters {
        next.constants[specification.role] = .float(
          graph.parameters[node.parameterName(specification)]!.values)
      }
      nodes.append(next)
    }
  }

  /// An int8 network. Where an operator needs its inputs in its output's scale, they are rescaled.
  /// - Throws: what makes the graph unsound.
  init(_ graph: QuantizedGraph) throws(WritingError) {
    let skeleton = graph.skeleton
    do throws(GraphError) {
      try skeleton.validateInterface()
      shapes = try skeleton.shapes()
    } catch {
      throw .graph(error)
    }
    name = graph.name
    inputs = graph.inputs.map {
      Input(name: $0.name, shape: $0.shape, quantization: $0.quantization, elementType: $0.elementType)
    }
    states = graph.states.map { state in
      State(
        value: Input(
          name: state.name, shape: state.shape, quantization: state.quantization,
          elementType: state.elementType),
        initial: .integers(state.initial, state.elementType, scale: state.quantization.scale),
        update: state.update)
    }
    outputs = graph.outputs.map { ($0.name, $0.node) }
    annotation = NetworkAnnotation(graph)
    nodes = []
    var (quantizations, elements) = (self.quantizations, elementTypes)
    for node in graph.nodes {
      var next = OutgoingNode(node.name, node.operation, node.inputs, shapes[node.name]!)
      next.activation = node.activation
      next.quantization = node.output
      next.elementType = node.elementType
      next.recurrence = node.recurrence
      next.filters = node.filters
      if node.operation.int8.keepsScale, !node.operation.body.isView(whileTraining: false) {
        for (position, input) in node.inputs.enumerated()
        where quantizations[input] != node.output || elements[input] != node.elementType {
          let rescaled = "\(node.name).rescale\(position)"
          let shape = shapes[input]!
          var step = OutgoingNode(rescaled, .reshape(Reshape(shape: shape)), [input], shape)
          (step.quantization, step.elementType) = (node.output, node.elementType)
          nodes.append(step)
          (shapes[rescaled], quantizations[rescaled]) = (shape, node.output)
          elements[rescaled] = node.elementType
          next.inputs[position] = rescaled
        }
      }
      if let weights = node.weights {
        next.constants[.weight] = .int8(
          weights.values, scales: weights.scales, zeroPoint: weights.zeroPoint ?? 0)
        let input = quantizations[node.inputs[0]]!.scale
        if let bias = node.bias {
          next.constants[.bias] = .int32(bias, scales: weights.scales.map { $0 * input })
        }
        if let bias = node.wideBias {
          next.constants[.bias] = .int64(bias, scales: weights.scales.map { $0 * input })
        }
      }
      if let operand = node.operand {
        let role = node.operation.body.parameters.first?.role ?? .constant
        next.constants[role] = .int8(
          operand.values, scales: [operand.quantization.scale], zeroPoint: operand.quantization.zeroPoint)
      }
      nodes.append(next)
      (quantizations[node.name], elements[node.name]) = (node.output, node.elementType)
    }
  }

  /// The scale and zero point of each value; none in a float network.
  var quantizations: [String: QuantizationParameters] {
    var result: [String: QuantizationParameters] = [:]
    for input in inputs + states.map(\.value) { result[input.name] = input.quantization }
    for node in nodes { result[node.value] = node.quantization }
    return result
  }

  /// The integers of each value; of a float network nothing that counts.
  var elementTypes: [String: ApusGraph.ElementType] {
    var result: [String: ApusGraph.ElementType] = [:]
    for input in inputs + states.map(\.value) { result[input.name] = input.elementType }
    for node in nodes { result[node.value] = node.elementType }
    return result
  }

  /// Throws where a network keeps state or has integers of more than 8 bits, which not all formats have a place for.
  func checkPlain(format: String) throws(WritingError) {
    if let state = states.first { throw .state(state.value.name, format: format) }
    let wide =
      inputs.first { $0.elementType != .int8 }?.name
      ?? nodes.first { $0.elementType != .int8 && $0.operation.int8.outputElement == .int8 }?.name
    if let wide { throw .elements(wide, format: format) }
  }
}

/// One step of it.
struct OutgoingNode {
  /// The node's name.
  var name: String
  /// The name of what it makes: the node's own, or that of the rectifier that has become part of it.
  var value: String
  var operation: Operation
  /// Names of the values that it takes.
  var inputs: [String]
  /// The shape of what it makes.
  var shape: Shape
  /// The rectifier that follows.
  var activation = FusedActivation.none
  /// How the output's integers stand for real numbers; nil in a float network.
  var quantization: QuantizationParameters?
  /// The integers of an int8 network.
  var elementType = ApusGraph.ElementType.int8
  var constants: [ParameterSpecification.Role: OutgoingConstant] = [:]
  /// Weights and scales of a quantized layer that goes through a sequence.
  var recurrence: QuantizedRecurrence?
  /// Weights and scales of a quantized `SVDF`.
  var filters: QuantizedFilters?

  init(_ name: String, _ operation: Operation, _ inputs: [String], _ shape: Shape) {
    (self.name, value, self.operation, self.inputs, self.shape) = (name, name, operation, inputs, shape)
  }
}

/// A constant in its own numbers.
enum OutgoingConstant {
  case float([Float])
  /// One scale, or one for each output channel.
  case int8([Int8], scales: [Float], zeroPoint: Int)
  /// A bias, in the scale of products.
  case int32([Int32], scales: [Float])
  /// A bias of sums of 64 bits, in the scale of products.
  case int64([Int64], scales: [Float])
  /// Elements of a kind, symmetric where these are not int8.
  case integers([Int32], ApusGraph.ElementType, scale: Float)
}

extension FusedActivation {
  /// The rectifier that an operation is; none for all others.
  fileprivate init(_ operation: Operation) { self = type(of: operation.body).int8.rectifier }
}
