import ApusGraph

/// Takes off each output channel's bias the mean error that quantization makes there (Nagel et al. 2019,
/// section 4.2): rounding and clipping weights and activations shifts means, and a shift, unlike noise,
/// survives the sums of later layers.
///
/// Layers are corrected in graph order, each on the integers that the corrected layers before it make in the
/// runtime. States hold what the network made of them as far as it was corrected then.
package struct BiasCorrection {
  /// The float network's channel means before the clamp, by layer.
  private let means: [String: [Double]]
  /// The layer behind each node of the quantized graph.
  private let layers: [String]
  /// How many bytes of the images' values are kept from layer to layer, so that the way there need not be executed
  /// again. While those of the next are made, there may be twice as many.
  private let memoryLimit: Int

  package init(means: [String: [Double]], layers: [String], memoryLimit: Int = 256 << 20) {
    self.means = means
    self.layers = layers
    self.memoryLimit = memoryLimit
  }

  /// Corrects all layers.
  /// - Parameter progress: called after each layer with the share of the layers that is done.
  /// - Throws: `export` where the graph cannot become a model.
  package func correct(
    _ graph: inout QuantizedGraph, on source: any CalibrationSource, progress: (Double) -> Void = { _ in }
  ) throws(CompressionError) {
    let shapes: [String: Shape]
    do { shapes = try graph.skeleton.shapes() } catch { throw .graph(error) }
    var maps: [String: QuantizationParameters] = [:]
    for input in graph.inputs { maps[input.name] = input.quantization }
    for state in graph.states { maps[state.name] = state.quantization }
    for node in graph.nodes { maps[node.name] = node.output }
    var execution = StagedExecution(source, of: graph, limit: memoryLimit)
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      if let layer = node.operation.weighted, let weights = node.weights, let bias = node.bias,
        let expected = means[layers[index]]
      {
        let runner = try Int8Runner(graph)
        let input = maps[node.inputs[0]]!
        let sums = execution.inputSums(ofOperator: runner.operators[index], in: runner.models)
        let (from, to) = (shapes[node.inputs[0]]!, shapes[node.name]!)
        let totals = AccumulatorTotals(
          layer: layer, weights: weights.values, bias: bias, from: from, to: to
        ).totals(inputs: sums.map { $0 - source.count * input.zeroPoint }, samples: source.count)
        let positions = Double(source.count * (to.count / expected.count))
        for channel in expected.indices {
          let step = Double(input.scale) * Double(weights.scales[channel])
          let error = Double(totals[channel]) / positions - expected[channel] / step
          let limit = Double(WeightQuantizer.largestBias)
          let shift = Int32(max(-limit, min(limit, -error.rounded(.toNearestOrAwayFromZero))))
          graph.nodes[index].bias![channel] = bias[channel].addingClamped(shift)
        }
      }
      progress(Double(index + 1) / Double(graph.nodes.count))
    }
  }
}

extension Int32 {
  /// The sum, held within what a bias may be so that sums of products still fit on top.
  fileprivate func addingClamped(_ other: Int32) -> Int32 {
    let limit = WeightQuantizer.largestBias
    return Int32(Swift.max(-limit, Swift.min(limit, Int(self) + Int(other))))
  }
}
