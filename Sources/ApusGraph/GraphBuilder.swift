/// Puts a graph together node by node: each call adds one and makes it what the next takes.
public struct GraphBuilder {
  /// The graph so far, without parameters.
  public private(set) var graph: Graph
  /// The node whose value the next one takes.
  public var current = Graph.inputName

  /// A builder for an input of the given shape.
  public init(name: String, inputShape: Shape, preprocessing: Preprocessing?) {
    graph = Graph(name: name, inputShape: inputShape, preprocessing: preprocessing)
  }

  /// The shape of the current value.
  public func shape() throws(GraphError) -> Shape {
    if let input = graph.inputs.first(where: { $0.name == current }) { return input.shape }
    if let state = graph.states.first(where: { $0.name == current }) { return state.shape }
    return try graph.shapes()[current]!
  }

  /// Adds another input, which the next node takes.
  public mutating func input(_ name: String, shape: Shape, preprocessing: Preprocessing? = nil) {
    graph.inputs.append(NetworkInput(name: name, shape: shape, preprocessing: preprocessing))
    current = name
  }

  /// Adds a state, which the next node takes. The value `update` that it takes over after a run may be there already or
  /// still to be added.
  public mutating func state(_ name: String, shape: Shape, initial: [Float] = [0], update: String) {
    graph.states.append(NetworkState(name: name, shape: shape, initial: initial, update: update))
    current = name
  }

  /// Makes the current value an output, of the meaning that is inferred from it unless one is given. Without any, the
  /// last node's value is the output.
  public mutating func output(_ name: String, meaning: OutputMeaning? = nil, classNames: [String] = []) {
    let output = NetworkOutput(
      name: name, node: current, meaning: meaning ?? graph.inferredMeaning(of: current),
      classNames: classNames)
    graph.outputs = graph.outputFollowsLastNode ? [output] : graph.outputs + [output]
  }

  /// Adds any operation; it takes the current value, or the named ones.
  public mutating func add(_ name: String, _ operation: Operation, from inputs: [String]? = nil) {
    graph.nodes.append(Node(name: name, operation: operation, inputs: inputs ?? [current]))
    current = name
  }

  /// Adds a square convolution of the current value.
  public mutating func convolution(
    _ name: String, channels: Int, kernel: Int, stride: Int = 1, padding: Padding = .same,
    hasBias: Bool = true
  ) throws(GraphError) {
    let window = Window(kernel: Size(kernel), stride: Size(stride), padding: padding)
    let body = Convolution(
      inputChannels: try shape().channels, outputChannels: channels, window: window, hasBias: hasBias)
    add(name, .convolution(body))
  }

  /// Adds a batch normalization of the current value.
  public mutating func batchNormalization(_ name: String) throws(GraphError) {
    add(name, .batchNormalization(BatchNormalization(channels: try shape().channels)))
  }

  /// Adds a fully connected layer on the current value.
  public mutating func dense(_ name: String, features: Int) throws(GraphError) {
    add(name, .dense(Dense(inputFeatures: try shape().count, outputFeatures: features)))
  }

  /// The graph with freshly initialized parameters.
  /// - Throws: if the nodes do not fit together.
  public func build(seed: UInt64) throws(GraphError) -> Graph {
    var result = graph
    _ = try result.shapes()
    result.initializeParameters(seed: seed)
    try result.validate()
    return result
  }
}
