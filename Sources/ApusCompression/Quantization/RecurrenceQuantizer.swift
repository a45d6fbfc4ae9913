import ApusGraph

/// Quantizes the layers that go through a sequence.
struct RecurrenceQuantizer {
  let clipping: WeightClipping
  /// The folded graph, with the layers' parameters.
  let graph: Graph
  let scales: ActivationScales
  /// For each layer with a state of 16 bits of unknown range, the largest magnitude that was seen of it.
  let magnitudes: [String: Double]

  /// Gives a node what its layer has.
  /// - Throws: `magnitudes` where weights and values lie too many orders of magnitude apart.
  func quantize(_ result: inout QuantizedNode, _ node: FusedNode) throws(CompressionError) {
    switch node.operation.body {
    case let body as any RecurrentOperation:
      result.recurrence = try recurrence(body, of: node, output: result.output)
    case let body as SVDF:
      result.filters = try filters(body, of: node)
      if body.rectifies, result.activation == .none { result.activation = .relu }
    default: break
    }
  }

  /// The states of the graph that layers keep, in the integers in which these do.
  func keptStates() -> [String: (QuantizationParameters, ElementType)] {
    var kept: [String: (QuantizationParameters, ElementType)] = [:]
    for node in graph.nodes {
      guard let body = node.operation.body as? any StatefulOperation, body.keepsState else { continue }
      switch body {
      case is LSTM:
        kept[node.inputs[2]] = (QuantizationParameters(scale: cellScale(node.name), zeroPoint: 0), .int16)
      case is GRU:
        kept[node.inputs[1]] = (
          QuantizationParameters(scale: QuantizedRecurrence.unitScale, zeroPoint: 0), .int16
        )
      case is SVDF: kept[node.inputs[1]] = (memory(node.name), .int16)
      default: break
      }
    }
    return kept
  }

  private func recurrence(
    _ body: some RecurrentOperation, of node: FusedNode, output: QuantizationParameters
  ) throws(CompressionError) -> QuantizedRecurrence {
    var sumScale = QuantizedRecurrence.gateScale
    // A rectified sum has 5 bits less than the output's scale, so that 16 bits reach four times as far as 8.
    if let body = body as? SimpleRNN, body.activation == .relu { sumScale = output.scale / 32 }
    let input = quantized(
      .inputWeight, .bias, of: node, rows: body.rows, from: scales[node.inputs[0]].scale, sumScale: sumScale)
    let recurrent = quantized(
      .recurrentWeight, .recurrentBias, of: node, rows: body.rows, from: output.scale, sumScale: sumScale)
    guard (input.weights.scales + recurrent.weights.scales).allSatisfy(\.isFinite) else {
      throw .magnitudes(node: node.name)
    }
    return QuantizedRecurrence(
      inputWeights: input.weights, inputBias: input.bias, recurrentWeights: recurrent.weights,
      recurrentBias: recurrent.bias, sumScale: sumScale,
      stateScale: body is LSTM ? cellScale(node.layer) : QuantizedRecurrence.unitScale)
  }

  private func quantized(
    _ weight: ParameterSpecification.Role, _ bias: ParameterSpecification.Role, of node: FusedNode, rows: Int,
    from inputScale: Float, sumScale: Float
  ) -> (weights: QuantizedWeights, bias: [Int32]) {
    let biases = graph.parameters[node.parameterName(bias)]?.values ?? Array(repeating: 0, count: rows)
    return WeightQuantizer(clipping: clipping, inputScale: inputScale, outputScale: sumScale)
      .quantize(graph.parameters[node.parameterName(weight)]!, isChannelLast: false, bias: biases)
  }

  /// The power of two at which 16 bits hold all that was seen of a cell state, but none that a tanh could not take.
  private func cellScale(_ layer: String) -> Float {
    let largest = max(0x1p-10, min(magnitudes[layer] ?? 1, 0x1p10))
    var scale: Float = 0x1p-25
    while Double(scale) * 32_767 < largest { scale *= 2 }
    return scale
  }

  /// The map of a memory's integers of 16 bits.
  private func memory(_ layer: String) -> QuantizationParameters {
    let largest = magnitudes[layer] ?? 0
    let scale = Float(largest / 32_767)
    return QuantizationParameters(scale: scale.isNormal ? scale : 1 / 32_767, zeroPoint: 0)
  }

  private func filters(_ body: SVDF, of node: FusedNode) throws(CompressionError) -> QuantizedFilters {
    let feature = graph.parameters[node.parameterName(.inputWeight)]!
    let time = graph.parameters[node.parameterName(.timeWeight)]!.values
    let bias = graph.parameters[node.parameterName(.bias)]!.values
    let memory = memory(node.layer)
    let featureScale = max((feature.values.map(abs).max() ?? 0) / 127, .leastNormalMagnitude)
    // No sum of a unit's products of 16 bits leaves 32, with a bit to spare for the bias.
    let length = body.rank * body.memory
    let most =
      (0..<body.units).map { unit in
        time[unit * length..<(unit + 1) * length].reduce(0) { $0 + Double(abs($1)) }
      }.max() ?? 0
    let timeScale = max(Float(most / 32_000), .leastNormalMagnitude)
    let step = Double(memory.scale) * Double(timeScale)
    let result = QuantizedFilters(
      featureWeights: QuantizedWeights(
        shape: feature.shape,
        values: feature.values.map { Int8(max(-127, min(127, ($0 / featureScale).rounded()))) },
        scales: [featureScale]),
      timeWeights: time.map { Int16(max(-32_767, min(32_767, ($0 / timeScale).rounded()))) },
      timeScale: timeScale,
      bias: bias.map { Int32(max(-0x1p30, min(0x1p30, (Double($0) / step).rounded()))) }, memory: memory,
      memoryElement: .int16)
    guard step.isNormal else { throw .magnitudes(node: node.name) }
    return result
  }
}
