/// Int8 weights, symmetric (zero point 0) in −127 … 127, unless they have a zero point.
public struct QuantizedWeights: Hashable, Sendable {
  /// Extents as in the float graph's parameter.
  public var shape: [Int]
  /// The integers, contiguous.
  public var values: [Int8]
  /// One scale for each output channel, or one for all.
  public var scales: [Float]
  /// The integer that stands for 0, in −128 … 127, as uint8 networks have it less 128; nil where weights are symmetric.
  public var zeroPoint: Int?

  /// Weights from their parts; symmetric unless they have a zero point.
  public init(shape: [Int], values: [Int8], scales: [Float], zeroPoint: Int? = nil) {
    self.shape = shape
    self.values = values
    self.scales = scales
    self.zeroPoint = zeroPoint
  }
}

/// The constant operand of an element-wise operator, a rectifier's slopes or a table of rows, in int8. Its extents are in the operation.
public struct QuantizedOperand: Hashable, Sendable {
  /// The integers, contiguous.
  public var values: [Int8]
  /// How they stand for real numbers.
  public var quantization: QuantizationParameters

  /// A constant from its parts.
  public init(values: [Int8], quantization: QuantizationParameters) {
    self.values = values
    self.quantization = quantization
  }
}

/// A rectifier that is carried out as a clamp of the operator before it.
public enum FusedActivation: String, Hashable, Sendable, CaseIterable {
  /// Only the clamp to int8.
  case none
  /// `max(x, 0)`
  case relu
  /// `min(max(x, 0), 6)`
  case relu6
}

/// One step of a quantized graph.
public struct QuantizedNode: Hashable, Sendable {
  /// The name of the node whose value this is.
  public var name: String
  /// What is computed. Batch normalization and dropout never appear.
  public var operation: Operation
  /// Names of the nodes whose values it takes.
  public var inputs: [String]
  /// The clamp that follows.
  public var activation: FusedActivation
  /// How the output's integers stand for real numbers.
  public var output: QuantizationParameters
  /// Weights of convolutions and dense layers.
  public var weights: QuantizedWeights?
  /// Their bias, one integer for each output channel, at scale `inputScale × weightScale[channel]`.
  public var bias: [Int32]?
  /// The bias in 64 bits, of a layer of int16 whose sums have as many; in place of `bias`.
  public var wideBias: [Int64]?
  /// The constant of an element-wise operator that has one.
  public var operand: QuantizedOperand?
  /// The integers that the value is made of.
  public var elementType: ElementType
  /// Weights and scales of an `LSTM`, a `GRU` or a `SimpleRNN`.
  public var recurrence: QuantizedRecurrence?
  /// Weights and scales of an `SVDF`.
  public var filters: QuantizedFilters?

  /// A node from its parts.
  public init(
    name: String, operation: Operation, inputs: [String], activation: FusedActivation = .none,
    output: QuantizationParameters, weights: QuantizedWeights? = nil, bias: [Int32]? = nil,
    operand: QuantizedOperand? = nil, elementType: ElementType = .int8,
    recurrence: QuantizedRecurrence? = nil, filters: QuantizedFilters? = nil, wideBias: [Int64]? = nil
  ) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.activation = activation
    self.output = output
    self.weights = weights
    self.bias = bias
    self.operand = operand
    self.elementType = elementType
    self.recurrence = recurrence
    self.filters = filters
    self.wideBias = wideBias
  }
}

/// An int8 network in terms of real scales: what compression and importers make, and what the exporter
/// turns into an `.apus` file. What its parts are is as in `Graph`.
public struct QuantizedGraph: Sendable {
  /// The architecture's name.
  public var name: String
  /// What the network is given for each run; at least one.
  public var inputs: [QuantizedInput]
  /// What the network keeps from run to run.
  public var states: [QuantizedState]
  /// The nodes, each after all that it takes values from.
  public var nodes: [QuantizedNode]
  /// The outputs that have been set.
  private var namedOutputs: [QuantizedOutput]
  /// The class names of the last node's value, while no outputs have been set.
  private var lastClassNames: [String] = []

  /// A quantized graph from its parts; without outputs, the last node's value is the only one.
  public init(
    name: String, inputs: [QuantizedInput], outputs: [QuantizedOutput] = [], states: [QuantizedState] = [],
    nodes: [QuantizedNode] = []
  ) {
    self.name = name
    self.inputs = inputs
    namedOutputs = outputs
    self.states = states
    self.nodes = nodes
  }

  /// A quantized graph of one input, whose output is the last node's value.
  public init(
    name: String, inputShape: Shape, input: QuantizationParameters, preprocessing: Preprocessing?,
    classNames: [String], nodes: [QuantizedNode]
  ) {
    let input = QuantizedInput(shape: inputShape, preprocessing: preprocessing, quantization: input)
    self.init(name: name, inputs: [input], nodes: nodes)
    lastClassNames = classNames
  }

  /// What the network gives after each run: the outputs that were set, or, until some are, the last node's value with
  /// the meaning that is inferred from it. Setting none leads back to that.
  public var outputs: [QuantizedOutput] {
    get {
      guard namedOutputs.isEmpty, let last = nodes.last?.name else { return namedOutputs }
      let meaning = skeleton.inferredMeaning(of: last)
      return [QuantizedOutput(node: last, meaning: meaning, classNames: lastClassNames)]
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

  /// How the first input's integers stand for real numbers.
  /// - Precondition: there is an input.
  public var input: QuantizationParameters {
    get { inputs[0].quantization }
    set { inputs[0].quantization = newValue }
  }

  /// What images go through before they are quantized as the first input; `pixels` where it takes numbers as they are.
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

  /// The float graph of the same operations, without parameters: for shapes, bytes, MACs and `validateInterface()`.
  /// Its outputs have no rules for unknown inputs, which are in integers here.
  public var skeleton: Graph {
    var result = Graph(
      name: name, inputs: inputs.map(\.dequantized), outputs: namedOutputs.map(\.dequantized),
      states: states.map(\.dequantized),
      nodes: nodes.map { Node(name: $0.name, operation: $0.operation, inputs: $0.inputs) })
    if namedOutputs.isEmpty { result.classNames = lastClassNames }
    return result
  }

}

/// Graphs are equal where all of their parts are, whether an output is the last node's value by its name or without.
extension QuantizedGraph: Hashable {
  /// Whether all parts are equal.
  public static func == (first: QuantizedGraph, second: QuantizedGraph) -> Bool {
    first.name == second.name && first.inputs == second.inputs && first.outputs == second.outputs
      && first.states == second.states && first.nodes == second.nodes
  }

  /// Hashes all parts.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(inputs)
    hasher.combine(outputs)
    hasher.combine(states)
    hasher.combine(nodes)
  }
}
