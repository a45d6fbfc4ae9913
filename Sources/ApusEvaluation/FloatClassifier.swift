import ApusData
import ApusEngine
import ApusGraph

/// A float network that answers images, in batches on all cores.
public struct FloatClassifier {
  /// The network.
  public let graph: Graph
  private let batchSize: Int

  /// A classifier.
  /// - Parameters:
  ///   - graph: the network.
  ///   - batchSize: images at a time.
  public init(_ graph: Graph, batchSize: Int = 250) {
    self.graph = graph
    self.batchSize = batchSize
  }

  /// What the network takes.
  public var format: ImageFormat { graph.imageFormat }

  /// The answers to all images.
  ///
  /// - Parameters:
  ///   - dataset: images of the network's input size.
  ///   - progress: called with the share that is done.
  /// - Throws: if the network cannot be executed.
  public func predictions(
    for dataset: ImageDataset, progress: (Double) -> Void = { _ in }
  ) throws(EngineError) -> Predictions {
    let batchSize = min(batchSize, max(dataset.count, 1))
    let engine = try Engine(graph, batchSize: batchSize, mode: .inference)
    let loader = BatchLoader(dataset, preprocessing: graph.preprocessing)
    let classes = engine.output.count / batchSize
    var predictions = Predictions(answers: [], confidences: [])
    try engine.forEachBatch(
      of: dataset.count, fill: { loader.fill(engine.input, indices: $0) }, failure: { $0 }
    ) { (batch) throws(EngineError) in
      predictions.append(contentsOf: Predictions(logits: batch.output, classes: classes))
      progress(Double(batch.samples.upperBound) / Double(dataset.count))
    }
    return predictions
  }
}

extension Graph {
  /// What the network takes.
  public var imageFormat: ImageFormat { ImageFormat(shape: inputShape, style: preprocessing.style) }
}
