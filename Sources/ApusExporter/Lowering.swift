import ApusGraph
import ApusModel

/// Brings a quantized graph to the operators that the format has. What rescales, joins or moves values
/// without arithmetic of its own needs inputs with its output's quantization parameters; where they differ,
/// a rescaling is put in between.
struct Lowering {
  /// Operators in execution order.
  private(set) var operators: [LoweredOperator] = []
  /// The graph's input, then what each operator makes.
  private(set) var values: [LoweredValue]
  private var numbers: [String: Int]

  init(_ graph: QuantizedGraph) throws(ExporterError) {
    let shapes: [String: Shape]
    do throws(GraphError) { shapes = try graph.skeleton.shapes() } catch { throw .graph(error) }
    try Self.checkInterface(graph)
    try Self.check(graph.input, node: graph.inputName)
    numbers = [graph.inputName: 0]
    values = [LoweredValue(graph.inputShape, graph.input)]
    try check(values[0], node: graph.inputName)
    for node in graph.nodes {
      try Self.check(node.output, node: node.name)
      try lower(node, output: LoweredValue(shapes[node.name]!, node.output))
    }
  }

  /// The format holds one input, the last node's value as the output, and no state, all of int8.
  private static func checkInterface(_ graph: QuantizedGraph) throws(ExporterError) {
    guard graph.inputs.count == 1 else { throw .notInFormat("several inputs") }
    guard graph.states.isEmpty else { throw .notInFormat("states") }
    guard graph.outputs.count == 1 else { throw .notInFormat("several outputs") }
    guard graph.outputs[0].node == graph.nodes.last?.name else {
      throw .notInFormat("an output that its last node does not make")
    }
    guard graph.inputs[0].elementType == .int8, graph.nodes.allSatisfy({ $0.elementType == .int8 }) else {
      throw .notInFormat("values other than int8")
    }
  }

  private static func check(_ parameters: QuantizationParameters, node: String) throws(ExporterError) {
    guard parameters.scale > 0, parameters.scale.isFinite, (-128...127).contains(parameters.zeroPoint)
    else { throw .quantization(node: node) }
  }

  private func check(_ value: LoweredValue, node: String) throws(ExporterError) {
    guard UInt16(exactly: value.height) != nil, UInt16(exactly: value.width) != nil,
      checkedProduct(value.height, value.width, value.channels) != nil
    else { throw .tooLarge(node: node) }
  }

  private mutating func lower(_ node: QuantizedNode, output: LoweredValue) throws(ExporterError) {
    try check(output, node: node.name)
    var inputs = node.inputs.map { numbers[$0]! }
    var name = node.name
    var activation = node.activation
    let int8 = node.operation.int8
    if let needed = int8.output, node.output != needed { throw .output(node: node.name, needed: needed) }
    if int8.keepsScale {
      for (position, number) in inputs.enumerated()
      where values[number].quantization != node.output {
        var value = values[number]
        value.quantization = node.output
        inputs[position] = try append(
          rescaling(named: "\(node.name).rescale\(position)", number, to: value), activation: .none)
      }
    }
    let clampsLater = activation != .none && !int8.clamps
    if clampsLater {
      name += ".unclamped"
      activation = .none
    }
    var result = LoweredOperator(name: name, kind: .view, inputs: inputs, output: output)
    let arguments = inputs.map { values[$0] }
    switch node.operation {
    case .convolution(let body): try body.lower(node, arguments, into: &result)
    case .depthwiseConvolution(let body): try body.lower(node, arguments, into: &result)
    case .dense(let body): try body.lower(node, arguments, into: &result)
    case .maxPool(let body): try body.lower(arguments, into: &result)
    case .averagePool(let body): try body.lower(arguments, into: &result)
    case .globalAveragePool(let body): try body.lower(arguments, into: &result)
    case .relu(let body): try body.lower(arguments, into: &result)
    case .relu6(let body): try body.lower(arguments, into: &result)
    case .leakyReLU(let body): try body.lower(arguments, into: &result)
    case .sigmoid(let body): try body.lower(arguments, into: &result)
    case .tanh(let body): try body.lower(arguments, into: &result)
    case .hardSwish(let body): try body.lower(arguments, into: &result)
    case .add(let body): try body.lower(node, arguments, into: &result)
    case .subtract(let body): try body.lower(node, arguments, into: &result)
    case .multiply(let body): try body.lower(node, arguments, into: &result)
    case .maximum(let body): try body.lower(node, arguments, into: &result)
    case .minimum(let body): try body.lower(node, arguments, into: &result)
    case .concatenate(let body): try body.lower(into: &result)
    case .pad(let body): try body.lower(into: &result)
    case .softmax(let body): try body.lower(arguments, into: &result)
    case .flatten, .reshape: break
    case .slice(let body): try body.lower(into: &result)
    case .transpose(let body): body.lower(into: &result)
    case .resizeNearest(let body): body.lower(into: &result)
    case .resizeBilinear(let body): body.lower(into: &result)
    case .transposedConvolution(let body): try body.lower(node, arguments, into: &result)
    case .batchNormalization, .dropout:
      throw .unsupported(node: node.name, operation: node.operation.name)
    }
    let narrowed = Self.narrower(activation, int8.rectifier)
    numbers[node.name] = try append(result, activation: narrowed)
    if clampsLater {
      let clamp = try rescaling(named: node.name, numbers[node.name]!, to: output)
      numbers[node.name] = try append(clamp, activation: node.activation)
    }
  }

  /// Adds an operator; the number of the value that it makes.
  private mutating func append(
    _ lowered: LoweredOperator, activation: FusedActivation
  ) throws(ExporterError) -> Int {
    var lowered = lowered
    lowered.record.put(lowered.kind.rawValue, at: Layout.Record.kind)
    lowered.put(activation)
    operators.append(lowered)
    values.append(lowered.output)
    return values.count - 1
  }

  private func rescaling(
    named name: String, _ number: Int, to output: LoweredValue
  ) throws(ExporterError) -> LoweredOperator {
    var result = LoweredOperator(name: name, kind: .rescale, inputs: [number], output: output)
    // TFLite's QUANTIZE divides in double.
    let ratio = Double(values[number].quantization.scale) / Double(output.quantization.scale)
    try result.putRescaling(by: ratio, from: values[number])
    return result
  }

  private static func narrower(_ first: FusedActivation, _ second: FusedActivation) -> FusedActivation {
    if first == .relu6 || second == .relu6 { return .relu6 }
    return first == .relu || second == .relu ? .relu : .none
  }
}
