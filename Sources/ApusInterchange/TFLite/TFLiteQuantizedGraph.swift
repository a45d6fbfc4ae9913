import ApusGraph

extension TFLiteImporter {
  /// The network as a quantized graph, with the file's own scales, zero points, weights and biases.
  /// - Parameter interface: without a preprocessing, int8 inputs are `pixel − 128`.
  func quantizedGraph(name: String, interface: TFLiteInterface) throws(TFLiteError) -> QuantizedGraph {
    var graph = QuantizedGraph(name: name, inputs: [])
    var names: [Int: String] = [:]
    var quantizations: [Int: QuantizationParameters] = [:]
    for (number, input) in graphInputs.enumerated() {
      let parameters = try parameters(of: number, "the input")
      let element = elementType(of: values[number].tensor)
      let natural =
        element == .int8
        ? Preprocessing(
          style: .photograph, offset: [Float(parameters.zeroPoint + 128)], divisor: [1 / parameters.scale])
        : nil
      graph.inputs.append(
        QuantizedInput(
          name: input.name, shape: input.shape,
          preprocessing: number == 0 ? interface.preprocessing ?? natural : nil, quantization: parameters,
          elementType: element))
      quantizations[number] = parameters
      names[number] = input.name
      guard needsView(number) else { continue }
      names[number] = inputView(number)
      graph.nodes.append(
        QuantizedNode(
          name: inputView(number), operation: .viewing(as: input.taken), inputs: [input.name],
          output: parameters, elementType: element))
    }
    for state in neededStates {
      names[state.value] = state.name
      quantizations[state.value] = try parameters(
        of: values[state.value].tensor, "the variable \(state.name)")
    }
    for index in neededNodes {
      let node = nodes[index]
      let output = try parameters(of: number(ofNode: index), "\(node.site)")
      if node.keepsQuantization, let other = node.inputs.first(where: { quantizations[$0] != output }) {
        let found = quantizations[other]!
        throw .unsupported(
          node.site,
          "scale \(output.scale) and zero point \(output.zeroPoint) "
            + "for an input of scale \(found.scale) and zero point \(found.zeroPoint)")
      }
      names[number(ofNode: index)] = node.name
      if node.isWidened {
        graph.nodes += Self.widened(
          node, node.inputs.map { names[$0]! }, output, values[number(ofNode: index)].shape)
        quantizations[number(ofNode: index)] = output
        continue
      }
      quantizations[number(ofNode: index)] = output
      graph.nodes.append(
        QuantizedNode(
          name: node.name, operation: node.operation, inputs: node.inputs.map { names[$0]! },
          activation: node.activation.clamp ?? .none, output: output, weights: try weights(of: node),
          bias: hasWideSums(node) ? nil : try bias(of: node), operand: try operand(of: node, output),
          elementType: values[number(ofNode: index)].isIndex ? .int32 : elementType(of: node.tensor),
          recurrence: try quantizedRecurrence(of: node), filters: try quantizedFilters(of: node),
          wideBias: hasWideSums(node) ? try wideBias(of: node) : nil))
    }
    for state in neededStates {
      guard quantizations[state.update] == quantizations[state.value] else {
        throw .unsupportedModel("has the variable \(state.name), which becomes a value of another scale")
      }
      let integers = state.initial.flatMap { file.integers($0) }?.map { Int32(truncatingIfNeeded: $0) }
      graph.states.append(
        QuantizedState(
          name: state.name, shape: values[state.value].shape, quantization: quantizations[state.value]!,
          elementType: elementType(of: values[state.value].tensor), initial: integers,
          update: names[state.update]!))
    }
    let skeleton = graph.skeleton
    for (position, output) in outputs.enumerated() {
      let node = names[output.value]!
      let meaning = interface.meaning(
        ofOutput: position, inferred: skeleton.inferredMeaning(of: node), shape: output.shape)
      let result = QuantizedOutput(
        name: output.name, node: node, meaning: meaning,
        classNames: try interface.classNames(ofOutput: position, meaning, elements: output.shape.count))
      graph.outputs = position == 0 ? [result] : graph.outputs + [result]
    }
    do throws(GraphError) { try graph.skeleton.validateInterface() } catch { throw .graph(error) }
    return graph
  }

  /// A step over uint8 elements in int16, where they are what they are in the file, and what brings them back to int8.
  private static func widened(
    _ node: TFLiteNode, _ inputs: [String], _ output: QuantizationParameters, _ shape: Shape
  ) -> [QuantizedNode] {
    let wide = QuantizedNode(
      name: "\(node.name).wide", operation: node.operation, inputs: inputs,
      activation: node.activation.clamp ?? .none,
      output: QuantizationParameters(scale: output.scale, zeroPoint: 0), elementType: .int16)
    return [
      wide,
      QuantizedNode(name: node.name, operation: .viewing(as: shape), inputs: [wide.name], output: output),
    ]
  }

  /// How a value's integers stand for real numbers. Indices are what they are.
  private func parameters(
    of number: Int, _ owner: String
  ) throws(TFLiteError) -> QuantizationParameters {
    if values[number].isIndex { return QuantizationParameters(scale: 1, zeroPoint: 0) }
    return try parameters(of: values[number].tensor, owner)
  }

  /// How a tensor's integers stand for real numbers; of uint8 tensors, how the same bits less 128 do.
  func parameters(
    of tensor: TFLiteTensor, _ owner: String
  ) throws(TFLiteError) -> QuantizationParameters {
    guard let table = try tensor.quantization(), table.scaleCount == 1, table.zeroPointCount <= 1,
      !table.isCustom
    else {
      throw .unsupportedModel("has \(owner) with \(tensor.label) that is not quantized by one scale")
    }
    // What is all zeros may have a scale that is next to nothing, or has been rounded to it.
    let told = try table.scales()[0]
    let scale = told >= 0 ? max(told, 0x1p-100) : told
    let lowest: Int64 = tensor.type == .uint8 ? 0 : -128
    let zeroPoint = try table.zeroPoints().first ?? 0
    let isWide = elementType(of: tensor) != .int8
    // The reciprocal is the natural preprocessing's divisor; an inexact one would make inputs other than pixels.
    guard scale > 0, scale.isFinite, (1 / scale).isNormal,
      isWide ? zeroPoint == 0 : (lowest...lowest + 255).contains(zeroPoint)
    else {
      throw .damaged("\(owner) has \(tensor.label) of scale \(scale) and zero point \(zeroPoint)")
    }
    return QuantizationParameters(scale: scale, zeroPoint: Int(zeroPoint - lowest - 128))
  }

  private func operand(
    of node: TFLiteNode, _ output: QuantizationParameters
  ) throws(TFLiteError) -> QuantizedOperand? {
    guard let operand = node.operand else { return nil }
    let quantization = try parameters(of: operand.tensor, "\(node.site)")
    guard !node.keepsQuantization || quantization == output else {
      throw .unsupported(node.site, "a constant of another scale or zero point than the output's")
    }
    guard let values = file.int8s(operand) else {
      throw .tensorType(
        node.site, tensor: operand.tensor.label, found: operand.tensor.type.name, needed: "INT8")
    }
    return QuantizedOperand(values: values, quantization: quantization)
  }

  private func weights(of node: TFLiteNode) throws(TFLiteError) -> QuantizedWeights? {
    guard let constants = node.constants else { return nil }
    // Kernels for int8 rely on it that weights are symmetric.
    var weights = try int8Weights(of: constants, node.site, allowsLowest: node.tensor.type == .int16)
    weights.shape = node.operation.body.parameters[0].shape
    return weights
  }

  private func bias(of node: TFLiteNode) throws(TFLiteError) -> [Int32]? {
    node.constants?.bias.flatMap { file.integers($0) }?.map { Int32(truncatingIfNeeded: $0) }
  }

  /// Whether TFLite Micro sums up a layer's products in 64 bits: of int16, unless it is a convolution with a bias of 32.
  private func hasWideSums(_ node: TFLiteNode) -> Bool {
    guard let constants = node.constants, node.tensor.type == .int16 else { return false }
    if case .convolution = node.operation { return constants.bias?.tensor.type != .int32 }
    return true
  }

  private func wideBias(of node: TFLiteNode) throws(TFLiteError) -> [Int64]? {
    guard let constants = node.constants else { return nil }
    guard let bias = constants.bias.flatMap({ file.integers($0) }) else {
      return Array(repeating: 0, count: constants.weights.extents[constants.channelDimension])
    }
    return bias.map { Int64($0) }
  }

  /// The integers that a value is made of.
  private func elementType(of tensor: TFLiteTensor) -> ApusGraph.ElementType {
    switch tensor.type {
    case .int16: .int16
    case .int32, .int64: .int32
    case _: .int8
    }
  }

  /// Weights as the file has them. One scale for all of them stays one scale, since TFLite Micro's dense layers
  /// multiply it in float and several in double.
  /// - Parameter allowsLowest: whether a weight may be −128, as it may where it becomes a float or meets int16.
  func int8Weights(
    of constants: TFLiteConstants, _ site: TFLiteOperatorSite, allowsLowest: Bool = false
  ) throws(TFLiteError) -> QuantizedWeights {
    let channels = constants.weights.extents[constants.channelDimension]
    guard let table = try constants.weights.tensor.quantization(), !table.isCustom,
      table.scaleCount == 1 || table.scaleCount == channels,
      table.scaleCount == 1 || table.dimension == constants.channelDimension,
      table.zeroPointCount == 0 || table.zeroPointCount == table.scaleCount
    else {
      throw .unsupported(site, "weights without a scale, or one for each of \(channels) outputs")
    }
    let scales = try table.scales()
    guard scales.allSatisfy({ $0 > 0 && ($0 * 127).isFinite }) else {
      throw .damaged("\(site) has a weight scale that is not positive or too large")
    }
    let isUnsigned = constants.weights.tensor.type == .uint8
    let zeroPoint = try table.zeroPoints().first ?? 0
    if isUnsigned {
      guard scales.count == 1, (0...255).contains(zeroPoint) else {
        throw .unsupported(site, "weights of uint8 with more than one scale, or the zero point \(zeroPoint)")
      }
    } else if try !table.zeroPoints().allSatisfy({ $0 == 0 }) {
      throw .unsupported(site, "weights whose zero point is not 0")
    }
    guard let values = file.int8s(constants.weights) else {
      throw .tensorType(
        site, tensor: constants.weights.tensor.label, found: constants.weights.tensor.type.name,
        needed: "INT8")
    }
    guard allowsLowest || isUnsigned || !values.contains(-128) else {
      throw .unsupported(site, "a weight of -128")
    }
    return QuantizedWeights(
      shape: constants.weights.extents, values: values, scales: scales,
      zeroPoint: isUnsigned ? Int(zeroPoint) - 128 : nil)
  }
}
