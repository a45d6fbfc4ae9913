import ApusData
import ApusEngine
import ApusGraph

/// A float network that answers images, in batches on all cores.
public struct FloatClassifier {
  /// The network.
  public let graph: Graph
  /// The output that classifies.
  public let output: NetworkOutput
  /// Whether an answer may be that an image is none of the classes, where the output has a rule for that.
  public var obeysUnknownRule = true
  private let batchSize: Int

  /// A classifier. Of a network with states, each image is a first run.
  /// - Parameters:
  ///   - graph: the network.
  ///   - output: the name of the output that classifies; the first that does unless given.
  ///   - batchSize: images at a time.
  /// - Throws: `graph` where there is no such output, `severalInputs` or `noImage` where images are not what
  ///   the network takes.
  public init(_ graph: Graph, output: String? = nil, batchSize: Int = 250) throws(EvaluationError) {
    guard graph.inputs.count == 1 else { throw .severalInputs(graph.inputs.map(\.name)) }
    guard graph.inputShape.rank == 3, graph.inputShape.pictureLayout != nil else {
      throw .noImage(graph.inputShape)
    }
    do throws(GraphError) {
      let index = try graph.classifier(named: output)
      self.output = graph.outputs[index]
      let count = try graph.shapes()[self.output.node]?.count ?? 0
      classes = OutputClasses(
        names: self.output.classNames, count: self.output.meaning == .probability ? 2 : count)
    } catch {
      throw .graph(error)
    }
    self.graph = graph
    self.batchSize = batchSize
  }

  /// What the network takes.
  public var format: ImageFormat { graph.imageFormat }

  /// What its output tells apart.
  public let classes: OutputClasses

  /// The answers to all images.
  ///
  /// - Parameters:
  ///   - dataset: images of the network's input size.
  ///   - progress: called with the share that is done.
  /// - Throws: `engine` if the network cannot be executed, `notFinite` where an answer is no number.
  public func predictions(
    for dataset: ImageDataset, progress: (Double) -> Void = { _ in }
  ) throws(EvaluationError) -> Predictions {
    var predictions = Predictions(answers: [], confidences: [])
    try forEachBatch(of: dataset) { values, width, meaning, done in
      predictions.append(
        contentsOf: Predictions(
          values, width: width, output: output, meaning: meaning, obeysUnknownRule: obeysUnknownRule))
      progress(done)
    }
    return predictions
  }

  /// The logits of all images, a row for each; nil where the output gives none.
  /// - Parameter dataset: images of the network's input size.
  /// - Throws: as for predictions.
  public func logits(for dataset: ImageDataset) throws(EvaluationError) -> [Float]? {
    var logits: [Float] = []
    var isLogits = true
    try forEachBatch(of: dataset) { values, _, meaning, _ in
      if meaning == .logits { logits += values } else { isLogits = false }
    }
    return isLogits ? logits : nil
  }

  /// Calls `body` with the rows of each batch, their width, what their numbers mean and the share that is done then.
  private func forEachBatch(
    of dataset: ImageDataset, _ body: (UnsafeBufferPointer<Float>, Int, OutputMeaning, Double) -> Void
  ) throws(EvaluationError) {
    let batchSize = min(batchSize, max(dataset.count, 1))
    var network = graph
    network.outputs = [output]
    network = network.endingInLogits
    let meaning = network.outputs[0].meaning
    let engine: Engine
    do throws(EngineError) {
      engine = try Engine(network, batchSize: batchSize, mode: .inference)
    } catch {
      throw .engine(error)
    }
    let loader = BatchLoader(dataset, preprocessing: graph.preprocessing)
    let width = engine.output.count / batchSize
    try engine.forEachBatch(
      of: dataset.count, fill: { loader.fill(engine.input, indices: $0) }, failure: EvaluationError.engine
    ) { (batch) throws(EvaluationError) in
      if let bad = batch.output.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(
          image: dataset.name(of: batch.samples.lowerBound + bad / width), place: engine.firstNotFinite)
      }
      body(batch.output, width, meaning, Double(batch.samples.upperBound) / Double(dataset.count))
    }
  }
}

extension Graph {
  /// What the network takes.
  public var imageFormat: ImageFormat {
    ImageFormat(shape: inputShape, style: preprocessing.style, fit: preprocessing.fit)
  }
}
