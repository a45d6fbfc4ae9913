import ApusGraph

extension ONNXImporter {
  /// Whether a file quantizes what it computes, rather than its weights alone.
  static func quantizesValues(_ model: ONNXModel) -> Bool {
    model.nodes.contains { node in
      node.kind == "QuantizeLinear" && model.constants[node.inputs.first ?? ""] == nil
        || node.kind.hasPrefix("QLinear") || node.kind == "QGemm"
    }
  }

  /// QUANTIZE_LINEAR: the value itself, of which it is noted how its integers stand for it.
  mutating func quantize(_ step: ONNXStep) throws(ONNXError) {
    if try isFine(step) { return try finish(step, try step.flow(0)) }
    let parameters = try quantization(step, scale: 1, zeroPoint: 2)
    try finish(step, try quantized(try step.flow(0), parameters))
  }

  /// DEQUANTIZE_LINEAR of a computed value: the value itself.
  mutating func dequantize(_ step: ONNXStep) throws(ONNXError) {
    if try isFine(step) { return try finish(step, try step.flow(0)) }
    let parameters = try quantization(step, scale: 1, zeroPoint: 2)
    try finish(step, try noted(try step.flow(0), parameters, isUnsigned: try isUnsigned(step, zeroPoint: 2)))
  }

  /// Whether integers have 16 bits, whose steps are so fine that the network is read as float.
  private func isFine(_ step: ONNXStep) throws(ONNXError) -> Bool {
    guard let type = try step.constant(2)?.type else { return false }
    return type == .int16 || type == .uint16
  }

  /// Whether integers are uint8, which they are where nothing is said.
  private func isUnsigned(_ step: ONNXStep, zeroPoint: Int) throws(ONNXError) -> Bool {
    try step.constant(zeroPoint)?.type != .int8
  }

  /// A value with the quantization that its integers have where it is none of a node's own. Where values are rounded, integers
  /// that the network takes become the numbers for which they stand.
  private mutating func noted(
    _ flow: ONNXFlow, _ parameters: QuantizationParameters, isUnsigned: Bool
  ) throws(ONNXError) -> ONNXFlow {
    if roundsValues {
      guard flow.isWhole else { return flow }
      let zero = Float(parameters.zeroPoint + (isUnsigned ? 128 : 0))
      let body = ConstantOperand(shape: [1])
      var result = flow
      result.node = try emitter.add(
        .subtract(Subtract(constant: body)), [flow.node], as: "distance", parameters: [[zero]])
      result.node = try emitter.add(
        .multiply(Multiply(constant: body)), [result.node], as: "number", parameters: [[parameters.scale]])
      result.isWhole = false
      return result
    }
    if emitter.node(flow.node) == nil, emitter.quantizations[flow.node] == nil {
      emitter.quantizations[flow.node] = parameters
    }
    return flow
  }

  /// The scale and zero point that two inputs of an operator hold, of int8 or of uint8, which is int8 plus 128.
  func quantization(
    _ step: ONNXStep, scale: Int, zeroPoint: Int
  ) throws(ONNXError) -> QuantizationParameters {
    guard let scale = try step.constant(scale)?.single, scale > 0, (1 / scale).isNormal else {
      throw step.unsupported("activations without one positive scale")
    }
    guard let point = try step.constant(zeroPoint) else {
      return QuantizationParameters(scale: scale, zeroPoint: -128)
    }
    guard point.type == .uint8 || point.type == .int8, let value = point.integers?.first, point.count == 1
    else {
      throw step.unsupported("activations of the type \(point.type.name)")
    }
    return QuantizationParameters(scale: scale, zeroPoint: point.type == .uint8 ? value - 128 : value)
  }

  /// A value as integers of a scale and zero point: rescaled where it has others already. Where values are rounded, the numbers
  /// for which these integers stand.
  mutating func quantized(
    _ flow: ONNXFlow, _ parameters: QuantizationParameters
  ) throws(ONNXError) -> ONNXFlow {
    if roundsValues {
      let zero = Float(parameters.zeroPoint)
      let kind = Function.Kind.fakeQuantize(scale: parameters.scale, low: -128 - zero, high: 127 - zero)
      var result = try applied(.function(Function(kind)), to: flow, as: "rounded")
      result.isWhole = false
      return result
    }
    guard let known = emitter.quantizations[flow.node], known != parameters else {
      emitter.quantizations[flow.node] = parameters
      return flow
    }
    let node = try emitter.add(
      .viewing(as: emitter.shapes[flow.node]!), [flow.node], as: "rescale")
    emitter.quantizations[node] = parameters
    return replacing(flow, node)
  }

  /// The operators of integers, which are those of reals between quantizations.
  mutating func quantizedOperator(_ step: ONNXStep) throws(ONNXError) {
    let name = step.node.kind
    switch name {
    case "QLinearConv": try wrapped(step, "Conv", [(0, 1, 2), (3, 4, 5)], output: (6, 7), bias: 8)
    case "QLinearConvTranspose":
      try wrapped(step, "ConvTranspose", [(0, 1, 2), (3, 4, 5)], output: (6, 7), bias: 8)
    case "QLinearMatMul": try wrapped(step, "MatMul", [(0, 1, 2), (3, 4, 5)], output: (6, 7))
    case "QGemm": try wrapped(step, "Gemm", [(0, 1, 2), (3, 4, 5)], output: (7, 8), bias: 6)
    case "QLinearAdd": try wrapped(step, "Add", [(0, 1, 2), (3, 4, 5)], output: (6, 7))
    case "QLinearMul": try wrapped(step, "Mul", [(0, 1, 2), (3, 4, 5)], output: (6, 7))
    case "QLinearAveragePool": try wrapped(step, "AveragePool", [(0, 1, 2)], output: (3, 4))
    case "QLinearGlobalAveragePool": try wrapped(step, "GlobalAveragePool", [(0, 1, 2)], output: (3, 4))
    case "QLinearLeakyRelu": try wrapped(step, "LeakyRelu", [(0, 1, 2)], output: (3, 4))
    case "QLinearSigmoid": try wrapped(step, "Sigmoid", [(0, 1, 2)], output: (3, 4))
    case "QLinearSoftmax": try wrapped(step, "Softmax", [(0, 1, 2)], output: (3, 4))
    case "QLinearReduceMean": try wrapped(step, "ReduceMean", [(0, 1, 2)], output: (3, 4))
    case "QLinearConcat":
      let inputs = stride(from: 2, to: step.inputs.count - 2, by: 3).map { ($0, $0 + 1, $0 + 2) }
      try wrapped(step, "Concat", inputs, output: (0, 1))
    case _: throw step.unsupported("")
    }
  }

  /// An operator of reals, of inputs that integers stand for.
  /// - Parameters:
  ///   - kind: the operator of reals.
  ///   - inputs: for each of its inputs, which of this one's are the integers, the scale and the zero point.
  ///   - output: which are the output's scale and zero point.
  ///   - bias: which is a bias, in steps of the product of the scales.
  private mutating func wrapped(
    _ step: ONNXStep, _ kind: String, _ inputs: [(Int, Int, Int)], output: (Int, Int), bias: Int? = nil
  ) throws(ONNXError) {
    guard try step.node.integer("channels_last", default: 0) == 0 else {
      throw step.unsupported("channels last")
    }
    var node = step.node
    node.kind = kind
    node.domain = ""
    var values: [ONNXValue?] = []
    for (place, scale, zeroPoint) in inputs {
      guard step.has(place), let value = step.inputs[place] else { throw step.damaged("too few inputs") }
      switch value {
      case .computed(let flow):
        let parameters = try quantization(step, scale: scale, zeroPoint: zeroPoint)
        let isUnsigned = try isUnsigned(step, zeroPoint: zeroPoint)
        values.append(.computed(try noted(flow, parameters, isUnsigned: isUnsigned)))
      case .constant(let array):
        values.append(.constant(try dequantized(step, array, scale, zeroPoint, kind)))
      case .unknown: throw step.unsupported("")
      }
    }
    if let bias, let array = try step.constant(bias) {
      guard let first = try step.constant(1)?.single, let scales = try step.constant(4)?.reals,
        let integers = array.integers, scales.count == 1 || scales.count == integers.count
      else { throw step.damaged("a bias without scales") }
      let reals = integers.enumerated().map { index, value in
        Float(Double(value) * Double(first) * Double(scales[scales.count == 1 ? 0 : index]))
      }
      values.append(.constant(ONNXArray(reals, shape: array.shape)))
    }
    try lower(ONNXStep(node: node, inputs: values, file: step.file))
    guard step.has(output.0), let name = node.outputs.first, case .computed(let flow)? = value(name) else {
      return
    }
    let parameters = try quantization(step, scale: output.0, zeroPoint: output.1)
    set(name, .computed(try quantized(flow, parameters)))
  }

  private func dequantized(
    _ step: ONNXStep, _ array: ONNXArray, _ scale: Int, _ zeroPoint: Int, _ kind: String
  ) throws(ONNXError) -> ONNXArray {
    var node = step.node
    node.kind = "DequantizeLinear"
    node.attributes = [:]
    // Scales of weights are those of the outputs.
    let isMatrix = kind == "MatMul" || kind == "Gemm"
    let transposes = kind == "Gemm" ? try step.node.integer("transB", default: 0) != 0 : false
    node.setAxis(isMatrix && !transposes ? array.shape.count - 1 : kind == "ConvTranspose" ? 1 : 0)
    var inputs: [ONNXValue?] = [.constant(array), step.inputs[scale]]
    if step.has(zeroPoint) { inputs.append(step.inputs[zeroPoint]) }
    return try ONNXFolding(
      step: ONNXStep(node: node, inputs: inputs, file: step.file), version: version, mostElements: .max
    ).dequantized()
  }
}
