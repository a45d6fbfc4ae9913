import ApusGraph

/// Post-training quantization: a trained float graph and a few hundred images of what it will see become an
/// int8 graph (Jacob et al. 2018; Krishnamoorthi 2018).
///
/// Weights are symmetric with a scale for each output channel; activations are affine with one scale for
/// each value, zero always exact. Nothing is random and the images' order does not matter beyond float
/// rounding in the engine, so equal inputs give equal bytes.
public struct Quantizer: Hashable, Sendable {
  /// How activation ranges are chosen.
  public var calibrator = Calibrator.meanSquaredError
  /// How weight ranges are chosen.
  public var weightClipping = WeightClipping.meanSquaredError
  /// Whether the mean error that quantization leaves in each channel is taken off its bias (Nagel et al.
  /// 2019, section 4.2).
  public var correctsBias = true
  /// Whether a classifier's logits get the range that changes its probabilities least, in place of the
  /// calibrator's: scores too low to matter may saturate, which leaves finer steps to those that decide.
  public var preservesDecisions = true
  /// Images executed at a time.
  public var batchSize = 64

  /// A quantizer; its defaults were chosen on validation images.
  public init() {}

  /// Quantizes a graph that takes images.
  ///
  /// - Parameters:
  ///   - graph: a trained float graph, not necessarily folded.
  ///   - images: representative images of the graph's input extent, from the training set. Those of a graph with states
  ///     are executed in order.
  ///   - progress: called now and then with the share that is done, at last with 1.
  /// - Throws: `graph`, `variance` or `parameter` for a graph that is not sound, `noImages`, `severalInputs` or `images`
  ///   for images that do not fit, `value` where one is infinite or not a number, `scales` where no one scale
  ///   can serve all values that must share it, `export` where the integers cannot be executed for correcting
  ///   biases.
  public func quantize(
    _ graph: Graph, calibration images: CalibrationImages, progress: (Double) -> Void = { _ in }
  ) throws(CompressionError) -> QuantizedGraph {
    try quantize(graph, on: images, progress: progress)
  }

  /// Quantizes a graph of any inputs.
  ///
  /// - Parameters:
  ///   - graph: a trained float graph, not necessarily folded.
  ///   - samples: representative numbers for all of its inputs.
  ///   - progress: called now and then with the share that is done, at last with 1.
  /// - Throws: as for images, and `samples` for numbers that do not fit.
  public func quantize(
    _ graph: Graph, calibration samples: CalibrationSamples, progress: (Double) -> Void = { _ in }
  ) throws(CompressionError) -> QuantizedGraph {
    try quantize(graph, on: samples, progress: progress)
  }

  private func quantize(
    _ graph: Graph, on source: any CalibrationSource, progress: (Double) -> Void
  ) throws(CompressionError) -> QuantizedGraph {
    let plain = try graph.folded().withoutFakeQuantization()
    for (name, _) in plain.parameterList where !plain.parameters[name]!.values.allSatisfy(\.isFinite) {
      throw .parameter(name: name)
    }
    let folded = try withUnitLengths(plain, on: source)
    let nodes = folded.fusedNodes()
    let observation = try RecurrenceObservation(folded)
    var ties = ScaleTies(nodes, of: folded)
    ties.expose(observation.allSteps)
    let runner = try FloatRunner(observation.graph, on: source, batchSize: batchSize)
    let logits = preservesDecisions ? folded.outputs.flatMap { nodes.logits(of: $0) } : []
    let images = Set(folded.imageInputs.map(\.name))
    let statistics = try ActivationStatistics(
      runner,
      values: Set(ties.classes.flatMap(\.exposed) + observation.remembered.values)
        .filter { !images.contains($0) }.sorted(),
      layers: nodes.compactMap { node in node.operation.weighted.map { (node.layer, $0.outputChannels) } },
      outputs: Set(logits).sorted(), progress: { progress($0 * 0.7) })
    var scales = try ActivationScales(
      ties, statistics: statistics, calibrator: calibrator, logits: Set(logits), graph: folded)
    scales.coarsen(nodes, ties, shapes: runner.shapes)
    let recurrences = RecurrenceQuantizer(
      clipping: weightClipping, graph: folded, scales: scales,
      magnitudes: observation.remembered.mapValues { value in
        let range = statistics.histograms[value]!.range
        return max(-range.lowerBound, range.upperBound)
      })
    let kept = recurrences.keptStates()
    var result = QuantizedGraph(
      name: graph.name,
      inputs: graph.inputs.map {
        QuantizedInput(
          name: $0.name, shape: $0.shape, preprocessing: $0.preprocessing, quantization: scales[$0.name])
      },
      outputs: folded.outputs.map { QuantizedOutput($0, quantization: scales[$0.node]) },
      states: folded.states.map { state in
        guard let (map, element) = kept[state.name] else {
          return QuantizedState(state, quantization: scales[state.name])
        }
        return QuantizedState(state, quantization: map, elementType: element)
      })
    for node in nodes {
      var quantized = try quantizedNode(node, in: folded, scales: scales)
      try recurrences.quantize(&quantized, node)
      result.nodes.append(quantized)
    }
    if correctsBias {
      try BiasCorrection(means: statistics.channelMeans, layers: nodes.map(\.layer))
        .correct(&result, on: source, progress: { progress(0.7 + $0 * 0.3) })
    } else {
      progress(1)
    }
    return result
  }

  private func quantizedNode(
    _ node: FusedNode, in graph: Graph, scales: ActivationScales
  ) throws(CompressionError) -> QuantizedNode {
    var result = QuantizedNode(
      name: node.name, operation: node.operation, inputs: node.inputs, activation: node.activation,
      output: scales[node.name], elementType: node.operation.int8.outputElement)
    let operands = node.operation.body.parameters.filter { $0.role == .constant || $0.role == .slope }
    if let operand = operands.first, let constant = graph.parameters[node.parameterName(operand.role)] {
      result.operand = QuantizedOperand(
        quantizing: constant.values, by: node.operation.int8.keepsScale ? result.output : nil)
    }
    guard var layer = node.operation.weighted else { return result }
    let quantizer = WeightQuantizer(
      clipping: weightClipping, inputScale: scales[node.inputs[0]].scale, outputScale: result.output.scale)
    let bias =
      graph.parameters[node.parameterName(.bias)]?.values ?? Array(repeating: 0, count: layer.outputChannels)
    let quantized = quantizer.quantize(
      graph.parameters[node.parameterName(.weight)]!, isChannelLast: layer.isChannelLast, bias: bias)
    guard quantized.weights.scales.allSatisfy(\.isFinite) else { throw .magnitudes(node: node.name) }
    // An int8 layer always has a bias.
    layer.hasBias = true
    result.operation = layer.operation
    result.weights = quantized.weights
    result.bias = quantized.bias
    return result
  }
}

extension [FusedNode] {
  /// The values that are logits of an output, if it is a classifier's: a last dense layer's, or what a last softmax takes, or
  /// what the logarithm of one takes and makes.
  fileprivate func logits(of output: NetworkOutput) -> [String] {
    guard output.meaning == .logits || output.meaning == .probabilities,
      let last = first(where: { $0.name == output.node })
    else { return [] }
    if case .dense = last.operation { return [last.name] }
    guard let source = first(where: { $0.name == last.inputs.first }), case .dense = source.operation else {
      return []
    }
    if case .softmax = last.operation { return [source.name] }
    if case .logSoftmax = last.operation { return [source.name, last.name] }
    return []
  }
}
