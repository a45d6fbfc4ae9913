/// Int8 weights, symmetric (zero point 0), in −127 … 127.
public struct QuantizedWeights: Hashable, Sendable {
  /// Extents as in the float graph's parameter.
  public var shape: [Int]
  /// The integers, contiguous.
  public var values: [Int8]
  /// One scale for each output channel.
  public var scales: [Float]

  /// Weights from their parts.
  public init(shape: [Int], values: [Int8], scales: [Float]) {
    self.shape = shape
    self.values = values
    self.scales = scales
  }
}

/// The constant operand of an element-wise operator, in int8. Its extents are in the operation.
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
  /// The constant of an element-wise operator that has one.
  public var operand: QuantizedOperand?

  /// A node from its parts.
  public init(
    name: String, operation: Operation, inputs: [String], activation: FusedActivation = .none,
    output: QuantizationParameters, weights: QuantizedWeights? = nil, bias: [Int32]? = nil,
    operand: QuantizedOperand? = nil
  ) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.activation = activation
    self.output = output
    self.weights = weights
    self.bias = bias
    self.operand = operand
  }
}

/// An int8 network in terms of real scales: what compression and importers make, and what the exporter
/// turns into an `.apus` file. The last node's value is the output.
public struct QuantizedGraph: Hashable, Sendable {
  /// The architecture's name.
  public var name: String
  /// The extent of one input sample.
  public var inputShape: Shape
  /// How the input's integers stand for real numbers.
  public var input: QuantizationParameters
  /// What images go through before they are quantized.
  public var preprocessing: Preprocessing
  /// What the outputs stand for.
  public var classNames: [String]
  /// The nodes, each after all that it takes values from.
  public var nodes: [QuantizedNode]

  /// A quantized graph from its parts.
  public init(
    name: String, inputShape: Shape, input: QuantizationParameters, preprocessing: Preprocessing,
    classNames: [String], nodes: [QuantizedNode]
  ) {
    self.name = name
    self.inputShape = inputShape
    self.input = input
    self.preprocessing = preprocessing
    self.classNames = classNames
    self.nodes = nodes
  }

  /// The float graph of the same operations, without parameters: for shapes, bytes and MACs.
  public var skeleton: Graph {
    Graph(
      name: name, inputShape: inputShape, preprocessing: preprocessing, classNames: classNames,
      nodes: nodes.map { Node(name: $0.name, operation: $0.operation, inputs: $0.inputs) })
  }

  /// The table from a pixel (0 … 255) of a channel to its int8 input: 256 entries for each channel, or nil
  /// where `q = pixel − 128` holds for all of them.
  public func pixelTable() -> [Int8]? {
    // Channels that are prepared alike have one row in common, which an input of very many of them, as a file of
    // few bytes may declare, repeats only where it must.
    let areAlike = preprocessing.offset.count == 1 && preprocessing.divisor.count == 1
    var table: [Int8] = []
    for channel in 0..<(areAlike ? 1 : inputShape.channels) {
      for pixel in 0..<256 {
        table.append(input.quantized(preprocessing.real(pixel: Double(pixel), channel: channel)))
      }
    }
    let isIdentity = table.indices.allSatisfy { Int(table[$0]) == $0 % 256 - 128 }
    if isIdentity { return nil }
    return areAlike ? Array(repeatElement(table, count: inputShape.channels).joined()) : table
  }
}
