import ApusGraph

/// Makes a quantized graph of a float one and of what a file says of its values' integers. Operators that the file leaves in
/// reals between integers become operators of integers.
struct ONNXQuantizedGraph {
  private let graph: Graph
  private let weightScales: [String: [Float]]
  private let weightZeroPoints: [String: Int]
  private let operands: [String: QuantizationParameters]
  private var quantizations: [String: QuantizationParameters]
  private var consumers: [String: [Int]] = [:]
  private let exposed: Set<String>

  init(_ emitter: GraphEmitter) {
    graph = emitter.graph
    weightScales = emitter.weightScales
    weightZeroPoints = emitter.weightZeroPoints
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
      guard let fixed = node.operation.int8.output, !node.operation.int8.makes(output) else {
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
    if let derived = derivedOutput(of: node) { return derived }
    throw .unsupportedModel(
      "has \(node.name) (\(node.operation.name)) in reals, for whose result it has no scale")
  }

  /// The scale that holds all that an operator of single elements can make of its inputs' integers; nil for others.
  private func derivedOutput(of node: Node) -> QuantizationParameters? {
    var ranges: [ClosedRange<Double>] = []
    for input in node.inputs {
      guard let known = quantizations[input] else { return nil }
      ranges.append(known.real(-128)...known.real(127))
    }
    if case .function(let function) = node.operation {
      let integers = (-128...127).map { quantizations[node.inputs[0]]!.real(Int8($0)) }
      let values = integers.map { function.kind.value(at: $0) }
      guard values.allSatisfy(\.isFinite) else { return nil }
      return QuantizationParameters(holding: values)
    }
    if case .prelu = node.operation, let slopes = graph.parameters[node.parameterName(.slope)]?.values {
      let ends = [ranges[0].lowerBound, ranges[0].upperBound]
      let products = [slopes.min() ?? 0, slopes.max() ?? 0].map { Double($0) * ends[0] }
      return QuantizationParameters(holding: ends + products)
    }
    if let constant = graph.parameters[node.parameterName(.constant)]?.values.map(Double.init),
      let low = constant.min(), let high = constant.max(), ranges.count == 1
    {
      ranges.append(low...high)
    }
    guard ranges.count == 2 else { return nil }
    func corners(_ combine: (Double, Double) -> Double) -> QuantizationParameters? {
      let (one, other) = (ranges[0], ranges[1])
      return QuantizationParameters(
        holding: [one.lowerBound, one.upperBound].flatMap { first in
          [other.lowerBound, other.upperBound].flatMap { [combine(first, $0), combine($0, first)] }
        })
    }
    switch node.operation.name {
    case Add.name: return corners(+)
    case Subtract.name: return corners(-)
    case Multiply.name: return corners(*)
    case Maximum.name: return corners(max)
    case Minimum.name: return corners(min)
    case _: return nil
    }
  }

  private func addConstants(of node: Node, to step: inout QuantizedNode) throws(ONNXError) {
    if let body = node.operation.weighted {
      guard let scales = weightScales[node.name], let input = quantizations[node.inputs[0]] else {
        throw .unsupportedModel("has \(node.name) with weights in reals among int8 operators")
      }
      let weights = graph.parameters[node.parameterName(.weight)]!
      step.weights = try Self.quantized(
        weights, body, scales, zeroPoint: weightZeroPoints[node.name] ?? 0, node)
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

  /// The integers of weights. Where they have a zero point, or the smallest integer, they are those of kernels for such.
  private static func quantized(
    _ weights: Tensor, _ body: any WeightedOperation, _ scales: [Float], zeroPoint: Int, _ node: Node
  ) throws(ONNXError) -> QuantizedWeights {
    let taps = weights.values.count / body.outputChannels
    var integers: [Int] = []
    integers.reserveCapacity(weights.values.count)
    for (place, weight) in weights.values.enumerated() {
      let channel = body.isChannelLast ? place % body.outputChannels : place / taps
      integers.append(Int((weight / scales[scales.count == 1 ? 0 : channel]).rounded()))
    }
    let isPlain = zeroPoint == 0 && integers.allSatisfy { abs($0) <= 127 }
    var values: [Int8] = []
    values.reserveCapacity(integers.count)
    for integer in integers {
      guard let value = Int8(exactly: integer + zeroPoint) else {
        throw .unsupportedModel("has \(node.name) with weights beyond 8 bits")
      }
      values.append(value)
    }
    return QuantizedWeights(
      shape: weights.shape, values: values, scales: scales, zeroPoint: isPlain ? nil : zeroPoint)
  }
}

extension QuantizationParameters {
  /// The finest scale whose integers reach all of some numbers, 0 among them.
  fileprivate init?(holding numbers: [Double]) {
    let (low, high) = (min(0, numbers.min() ?? 0), max(0, numbers.max() ?? 0))
    let scale = Float((high - low) / 255)
    guard scale > 0, scale.isFinite, (1 / scale).isNormal else { return nil }
    self.init(scale: scale, zeroPoint: Int(max(-128, min(127, (-128 - low / Double(scale)).rounded()))))
  }
}
