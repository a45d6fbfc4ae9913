import ApusGraph

/// Takes off each output channel's bias the mean error that quantization makes there (Nagel et al. 2019,
/// section 4.2): rounding and clipping weights and activations shifts means, and a shift, unlike noise,
/// survives the sums of later layers.
///
/// Layers are corrected in graph order, each on the integers that the corrected layers before it make.
struct BiasCorrection {
  /// The float network's channel means before the clamp, by layer.
  let means: [String: [Double]]
  /// The layer behind each node of the quantized graph.
  let layers: [String]

  func correct(
    _ graph: inout QuantizedGraph, images: CalibrationImages, batchSize: Int
  ) throws(CompressionError) {
    let interpreter = try QuantizedInterpreter(graph)
    var scales = [Graph.inputName: graph.input.scale]
    for node in graph.nodes { scales[node.name] = node.output.scale }
    var lastUse: [String: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for name in node.inputs { lastUse[name] = index }
    }
    var values = [Graph.inputName: images.quantized(for: graph)]
    for index in graph.nodes.indices {
      if let weights = graph.nodes[index].weights, let expected = means[layers[index]] {
        let node = graph.nodes[index]
        let sums = interpreter.accumulators(of: node, from: values[node.inputs[0]]!)
        let channels = expected.count
        var totals = Array(repeating: 0, count: channels)
        for start in stride(from: 0, to: sums.count, by: channels) {
          for channel in 0..<channels { totals[channel] += Int(sums[start + channel]) }
        }
        let positions = Double(max(sums.count / channels, 1))
        var corrected = sums
        for channel in 0..<channels {
          let step = Double(scales[node.inputs[0]]!) * Double(weights.scales[channel])
          let error = Double(totals[channel]) / positions - expected[channel] / step
          let shift = Int32(clamping: -Int(error.rounded(.toNearestOrAwayFromZero)))
          graph.nodes[index].bias![channel] = graph.nodes[index].bias![channel].addingClamped(shift)
          for position in stride(from: channel, to: corrected.count, by: channels) {
            corrected[position] &+= shift
          }
        }
        values[node.name] = interpreter.requantized(
          corrected, node: graph.nodes[index], inputScale: scales[node.inputs[0]]!)
      } else {
        values[graph.nodes[index].name] = interpreter.value(of: graph.nodes[index], from: values)
      }
      for name in graph.nodes[index].inputs where lastUse[name] == index { values[name] = nil }
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
