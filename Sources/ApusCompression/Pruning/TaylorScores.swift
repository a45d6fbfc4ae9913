import ApusEngine
import ApusGraph

/// First-order Taylor scores (Molchanov et al. 2019, "Importance estimation for neural network pruning").
///
/// The output `z` of a channel is linear in the channel's weights and bias, so `Σ w · ∂L/∂w` over them equals
/// `Σ z · ∂L/∂z` over all samples and positions: the first-order change of the loss if the channel became zero.
/// Taken on the folded graph, it includes the normalization.
struct TaylorScores {
  /// Samples whose gradients are added before the magnitude is taken: few, so that samples pulling in
  /// opposite directions do not cancel.
  static let batchSize = 8

  private let graph: Graph
  private let images: CalibrationImages
  /// The output that classifies, and its loss.
  private let output: String
  private let loss: LossFunction

  /// - Throws: `noImages`, `images` or `label` where the images do not fit the graph.
  init(_ folded: Graph, images: CalibrationImages) throws(CompressionError) {
    // The gradient of the loss is taken with respect to the logits.
    graph = folded.endingInLogits
    self.images = images
    try images.check(for: graph)
    guard !images.labels.isEmpty else { throw .noLabels }
    let outputs: Int
    do {
      let classifier = graph.outputs[try graph.classifier()]
      // Other outputs have no labels: their gradients are 0.
      output = classifier.name
      loss = LossFunction(meaning: classifier.meaning)
      outputs = try graph.classCount(of: classifier)
    } catch {
      throw .graph(error)
    }
    for label in images.labels where !(0..<outputs).contains(label) {
      throw .label(label, outputs: outputs)
    }
  }

  /// The score of each output channel of each layer with weights.
  func scores() throws(CompressionError) -> [String: [Double]] {
    do throws(EngineError) { return try accumulate() } catch { throw .engine(error) }
  }

  private func accumulate() throws(EngineError) -> [String: [Double]] {
    let batchSize = min(Self.batchSize, images.count)
    let engine = try Engine(graph, batchSize: batchSize, mode: .training)
    let table = Preprocessing.Table(graph.preprocessing, channels: graph.inputShape.channels)
    let slots = Dictionary(
      uniqueKeysWithValues: engine.parameters.slots.map { ($0.name, $0.range.lowerBound) })
    var scores: [String: [Double]] = [:]
    // A last incomplete batch is left out: its gradients would weigh more.
    let batches = images.count / batchSize
    for batch in 0..<batches {
      for slot in 0..<batchSize {
        table.fill(engine.input, slot: slot, from: images, image: batch * batchSize + slot)
      }
      try engine.forward()
      let labels = images.labels[batch * batchSize..<(batch + 1) * batchSize]
      _ = loss.evaluate(engine.output(output)!, labels: labels, gradient: engine.outputGradient(output)!)
      try engine.backward()
      let values = engine.parameters.values
      let gradients = engine.parameters.gradients
      for node in graph.nodes {
        guard let channels = node.operation.weighted?.outputChannels else { continue }
        let products = node.channelSums(channels) { name in
          let first = slots[name]!
          return { Double(values[first + $0]) * Double(gradients[first + $0]) }
        }
        var totals = scores[node.name] ?? Array(repeating: 0, count: channels)
        for channel in 0..<channels { totals[channel] += abs(products[channel]) / Double(batches) }
        scores[node.name] = totals
      }
    }
    return scores
  }
}
