import ApusGraph

/// Makes a quantized graph of a float one and of what a file says of its values' integers. Operators that the file leaves in
/// reals between integers become operators of integers.
struct ONNXQuantizedGraph {
  private let graph: Graph
  private let weightScales: [String: [Float]]
  private let operands: [String: QuantizationParameters]
  private var quantizations: [String: QuantizationParameters]
  private var consumers: [String: [Int]] = [:]
  private let exposed: Set<String>

  init(_ emitter: GraphEmitter) {
    graph = emitter.graph
    weightScales = emitter.weightScales
    operands = emitter.operandQuantizations
    quantizations = emitter.quantizations
    exposed = graph.exposedValues
    for (place, node) in graph.nodes.enumerated() {
      for input in node.inputs { consumers[input, default: []].append(place) }
    }
  }

  /// The quantized graph.
  /// - Throws: what has no integers.
  mutating func quantized() throws(ONNXError) -> QuantizedGraph {
    let fused = fusedRectifiers()
    inheritFromConsumers()
    var result = QuantizedGraph(name: graph.name, inputs: [])
    for input in graph.inputs {
      guard let parameters = quantizations[input.name] else {
        throw .unsupportedModel("has int8 operators, but the input \(input.name.prefix(80)) in reals")
      }
      result.inputs.append(Self.input(input, parameters))
    }
    for node in graph.nodes {
      if let rectifier = fused[node.name] {
        // The layer has the rectifier's value.
        quantizations[node.name] = quantizations[rectifier.name] ?? quantizations[node.name]
      }
    }
    var replaced: [String: String] = [:]
    for node in graph.nodes {
      if replaced[node.name] != nil { continue }
      var node = node
      node.inputs = node.inputs.map { replaced[$0] ?? $0 }
      let output = try output(of: node)
      quantizations[node.name] = output
      var step = QuantizedNode(
        name: node.name, operation: node.operation, inputs: node.inputs, output: output)
      if let rectifier = fused[node.name] {
        step.activation = rectifier.activation
        replaced[rectifier.name] = node.name
      }
      try addConstants(of: node, to: &step)
      step.elementType = node.operation.int8.outputElement
      guard let fixed = node.operation.int8.output, fixed != output else {
        result.nodes.append(step)
        continue
      }
      // The kernel makes integers of its own scale.
      step.name += ".own"
      step.output = fixed
      result.nodes.append(step)
      let shape = try shape(of: node.name)
      result.nodes.append(
        QuantizedNode(name: node.name, operation: .viewing(as: shape), inputs: [step.name], output: output))
    }
    result.outputs = graph.outputs.map {
      QuantizedOutput(
        name: $0.name, node: replaced[$0.node] ?? $0.node, meaning: $0.meaning, classNames: $0.classNames)
    }
    do throws(GraphError) { try result.skeleton.validateInterface() } catch { throw .graph(error) }
    return result
  }

  private func shape(of name: String) throws(ONNXError) -> Shape {
    do throws(GraphError) { return try graph.shapes()[name]! } catch { throw .graph(error) }
  }

  /// An input. Pixels become its integers less 128 unless someone says otherwise.
  private static func input(_ input: NetworkInput, _ parameters: QuantizationParameters) -> QuantizedInput {
    var preprocessing = input.preprocessing
    if preprocessing == .pixels {
      preprocessing = Preprocessing(
        style: .photograph, offset: [Float(parameters.zeroPoint + 128)], divisor: [1 / parameters.scale])
    }
    return QuantizedInput(
      name: input.name, shape: input.shape, preprocessing: preprocessing, quantization: parameters)
  }

  /// Rectifiers that become a clamp of the layer before them, by the layer's name.
  private func fusedRectifiers() -> [String: (name: String, activation: FusedActivation)] {
    var fused: [String: (name: String, activation: FusedActivation)] = [:]
    for node in graph.nodes {
      let activation: FusedActivation
      switch node.operation.int8.rectifier {
      case .none: continue
      case .relu: activation = .relu
      case .relu6: activation = .relu6
      }
      guard let layer = graph[node: node.inputs[0]], layer.operation.int8.clamps,
        layer.operation.int8.rectifier == .none, quantizations[layer.name] == nil,
        consumers[layer.name]?.count == 1, !exposed.contains(layer.name)
      else { continue }
      fused[layer.name] = (node.name, activation)
    }
    return fused
  }

  /// Gives values that are only moved before they are quantized what those have.
  private mutating func inheritFromConsumers() {
    for name in graph.nodes.reversed().map(\.name) + graph.inputs.map(\.name) where quantizations[name] == nil
    {
      let takers = (consumers[name] ?? []).map { graph.nodes[$0] }
      guard let first = takers.first, let wanted = quantizations[first.name] else { continue }
      let moves = takers.allSatisfy { $0.operation.int8.keepsScale && quantizations[$0.name] == wanted }
      if moves { quantizations[name] = wanted }
    }
  }

  private func output(of node: Node) throws(ONNXError) -> QuantizationParameters {
    if let known = quantizations[node.name] { return known }
    let int8 = node.operation.int8
    if let fixed = int8.output { return fixed }
    if int8.keepsScale || int8.rectifier != .none, let input = quantizations[node.inputs[0]] { return input }
    throw .unsupportedModel(
      "has \(node.name) (\(node.operation.name)) in reals, for whose result it has no scale")
  }

  private func addConstants(of node: Node, to step: inout QuantizedNode) throws(ONNXError) {
    if let body = node.operation.weighted {
      guard let scales = weightScales[node.name], let input = quantizations[node.inputs[0]] else {
        throw .unsupportedModel("has \(node.name) with weights in reals among int8 operators")
      }
      let weights = graph.parameters[node.parameterName(.weight)]!
      step.weights = QuantizedWeights(
        shape: weights.shape, values: try Self.integers(weights.values, body, scales, node), scales: scales)
      guard body.hasBias else { return }
      let bias = graph.parameters[node.parameterName(.bias)]!.values
      step.bias = []
      for (channel, value) in bias.enumerated() {
        let scale = Double(input.scale) * Double(scales[scales.count == 1 ? 0 : channel])
        guard let integer = Int32(exactly: (Double(value) / scale).rounded()) else {
          throw .unsupportedModel("has \(node.name) with a bias beyond 32 bits")
        }
        step.bias!.append(integer)
      }
    } else if let role = node.operation.body.parameters.first?.role, role == .constant || role == .slope,
      let constant = graph.parameters[node.parameterName(role)]
    {
      let largest = constant.values.map(abs).max() ?? 0
      let own = QuantizationParameters(scale: largest > 0 ? largest / 127 : 1, zeroPoint: 0)
      var quantization = operands[node.name] ?? own
      if node.operation.int8.keepsScale { quantization = step.output }
      step.operand = QuantizedOperand(
        values: constant.values.map { quantization.quantized($0) }, quantization: quantization)
    } else if !node.operation.body.parameters.isEmpty {
      throw .unsupportedModel("has \(node.name) (\(node.operation.name)) among int8 operators")
    }
  }

  private static func integers(
    _ weights: [Float], _ body: any WeightedOperation, _ scales: [Float], _ node: Node
  ) throws(ONNXError) -> [Int8] {
    let taps = weights.count / body.outputChannels
    var values: [Int8] = []
    values.reserveCapacity(weights.count)
    for (place, weight) in weights.enumerated() {
      let channel = body.isChannelLast ? place % body.outputChannels : place / taps
      let integer = (weight / scales[scales.count == 1 ? 0 : channel]).rounded()
      guard abs(integer) <= 127 else {
        throw .unsupportedModel(
          "has \(node.name) with weights beyond -127 … 127 once their zero points are taken off")
      }
      values.append(Int8(integer))
    }
    return values
  }
}
