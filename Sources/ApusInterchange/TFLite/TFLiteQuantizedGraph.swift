import ApusGraph

extension TFLiteImporter {
  /// The network as a quantized graph, with the file's own scales, zero points, weights and biases.
  /// - Parameter interface: without a preprocessing, int8 inputs are `pixel − 128`.
  func quantizedGraph(name: String, interface: TFLiteInterface) throws(TFLiteError) -> QuantizedGraph {
    let input = try parameters(of: inputTensor, "the input")
    let natural = Preprocessing(
      style: .photograph, offset: [Float(input.zeroPoint + 128)], divisor: [1 / input.scale])
    var graph = QuantizedGraph(
      name: name, inputShape: inputShape, input: input, preprocessing: interface.preprocessing ?? natural,
      classNames: [], nodes: [])
    graph.inputs[0].name = inputName
    var names = [0: inputName]
    var quantizations = [0: input]
    if shapes[0] != inputShape {
      names[0] = "input.reshape"
      graph.nodes.append(
        QuantizedNode(
          name: "input.reshape", operation: .viewing(as: shapes[0]), inputs: [inputName], output: input))
    }
    for value in neededValues {
      let node = nodes[value - 1]
      let output = try parameters(of: node.tensor, "\(node.site)")
      if node.keepsQuantization, let other = node.inputs.first(where: { quantizations[$0] != output }) {
        let found = quantizations[other]!
        throw .unsupported(
          node.site,
          "scale \(output.scale) and zero point \(output.zeroPoint) "
            + "for an input of scale \(found.scale) and zero point \(found.zeroPoint)")
      }
      names[value] = node.name
      quantizations[value] = output
      graph.nodes.append(
        QuantizedNode(
          name: node.name, operation: node.operation, inputs: node.inputs.map { names[$0]! },
          activation: node.activation, output: output, weights: try weights(of: node),
          bias: node.constants?.biasBytes.map { file.elements($0, as: Int32.self) },
          operand: try operand(of: node)))
    }
    var result = graph.outputs[0]
    result.name = outputName
    result.meaning = interface.meaning(inferred: result.meaning, elements: shapes[self.output].count)
    result.classNames = try interface.classNames(of: result.meaning, elements: shapes[self.output].count)
    graph.outputs[0] = result
    do throws(GraphError) { try graph.skeleton.validateInterface() } catch { throw .graph(error) }
    return graph
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
    let scale = try table.scales()[0]
    let lowest: Int64 = tensor.type == .uint8 ? 0 : -128
    let zeroPoint = try table.zeroPoints().first ?? 0
    // The reciprocal is the natural preprocessing's divisor; an inexact one would make inputs other than pixels.
    guard scale > 0, scale.isFinite, (1 / scale).isNormal, (lowest...lowest + 255).contains(zeroPoint) else {
      throw .damaged("\(owner) has \(tensor.label) of scale \(scale) and zero point \(zeroPoint)")
    }
    return QuantizationParameters(scale: scale, zeroPoint: Int(zeroPoint - lowest - 128))
  }

  private func operand(of node: TFLiteNode) throws(TFLiteError) -> QuantizedOperand? {
    guard let operand = node.operand else { return nil }
    let quantization = try parameters(of: operand.tensor, "\(node.site)")
    let output = try parameters(of: node.tensor, "\(node.site)")
    guard !node.keepsQuantization || quantization == output else {
      throw .unsupported(node.site, "a constant of another scale or zero point than the output's")
    }
    return QuantizedOperand(
      values: file.elements(operand.bytes, as: Int8.self), quantization: quantization)
  }

  private func weights(of node: TFLiteNode) throws(TFLiteError) -> QuantizedWeights? {
    guard let constants = node.constants else { return nil }
    var weights = try int8Weights(of: constants, node.site)
    weights.shape = node.operation.body.parameters[0].shape
    return weights
  }

  /// Weights as the file has them. One scale for all of them stays one scale, since TFLite Micro's dense layers
  /// multiply it in float and several in double.
  func int8Weights(
    of constants: TFLiteConstants, _ site: TFLiteOperatorSite
  ) throws(TFLiteError) -> QuantizedWeights {
    let channels = constants.weights.shape[constants.channelDimension]
    guard let table = try constants.weights.quantization(), !table.isCustom,
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
    guard try table.zeroPoints().allSatisfy({ $0 == 0 }) else {
      throw .unsupported(site, "weights whose zero point is not 0")
    }
    let values = file.elements(constants.weightBytes, as: Int8.self)
    guard !values.contains(-128) else { throw .unsupported(site, "a weight of -128") }
    return QuantizedWeights(shape: constants.weights.shape, values: values, scales: scales)
  }
}
