import ApusData
import ApusEngine
import ApusGraph

/// How a network does on labeled images.
public struct Evaluation: Hashable, Sendable {
  /// Images classified correctly.
  public var correct: Int
  /// Images looked at.
  public var total: Int
  /// The mean loss, in nats.
  public var loss: Double
  /// For each class, how many of its images are classified correctly, and how many there are.
  public var classes: [ClassCount] = []

  /// The part that is correct.
  public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

  /// The mean of all classes' recalls, in which each class counts as much as any other; classes without images are left
  /// out.
  public var balancedAccuracy: Double {
    let recalls = classes.compactMap(\.recall)
    return recalls.isEmpty ? 0 : recalls.reduce(0, +) / Double(recalls.count)
  }

  /// How a network does on one class.
  public struct ClassCount: Hashable, Sendable {
    /// Images of the class that are classified correctly.
    public var correct: Int
    /// Images of the class.
    public var total: Int

    /// The part of them that is classified correctly; nil where there are none.
    public var recall: Double? { total == 0 ? nil : Double(correct) / Double(total) }
  }
}

/// Runs a float network over data sets as at inference: running statistics, no dropout, no augmentation.
public final class Evaluator {
  let engine: Engine
  private let losses: OutputLosses

  /// An evaluator for a network.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - output: the name of the output that classifies; the first that does unless given.
  ///   - batchSize: images that are run together.
  /// - Throws: `TrainingError.graph` or `.engine`.
  public convenience init(
    _ graph: Graph, output: String? = nil, batchSize: Int = 256
  ) throws(TrainingError) {
    let classifier: Int
    do throws(GraphError) {
      try graph.validate()
      classifier = try graph.classifier(named: output)
    } catch {
      throw .graph(error)
    }
    let weights = graph.outputs.indices.map { $0 == classifier ? 1 : 0 as Float }
    try self.init(OutputLosses(graph, classifier: classifier, weights: weights), batchSize: batchSize)
  }

  /// An evaluator by some losses.
  init(_ losses: OutputLosses, batchSize: Int) throws(TrainingError) {
    self.losses = losses
    do throws(EngineError) {
      engine = try Engine(losses.graph, batchSize: batchSize, mode: .inference)
    } catch {
      throw .engine(error)
    }
  }

  /// How a network does on a data set.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - images: of the network's input size.
  ///   - batchSize: images that are run together; fewer where there are fewer. It does not change what is
  ///     correct.
  /// - Throws: `TrainingError`, where the network is not sound or the images do not fit it.
  public static func accuracy(
    of graph: Graph, on images: ImageDataset, batchSize: Int = 256
  ) throws(TrainingError) -> Evaluation {
    try Evaluator(graph, batchSize: min(batchSize, max(1, images.count))).evaluate(images)
  }

  /// How the network does on a data set.
  /// - Throws: `TrainingError.noImages`, `.severalInputs`, `.imageShape`, `.label` or `.engine`; `.notFinite` where what the
  ///   network computes is not finite, which would be right by accident only.
  public func evaluate(_ images: ImageDataset) throws(TrainingError) -> Evaluation {
    try images.check(against: losses.graph, classes: losses.classes)
    let loader = BatchLoader(images, preprocessing: losses.graph.preprocessing)
    var evaluation = Evaluation(correct: 0, total: images.count, loss: 0)
    evaluation.classes = Array(repeating: Evaluation.ClassCount(correct: 0, total: 0), count: losses.classes)
    let classifier = losses.classifier
    try engine.forEachBatch(
      of: images.count, fill: { loader.fill(engine.input, indices: $0) }, failure: TrainingError.engine
    ) { (batch) throws(TrainingError) in
      let result = losses.evaluate(
        labels: images.labels[batch.samples], values: { batch.output($0) }, gradient: { _ in nil },
        classifierLoss: { $0 })
      guard result.mean.isFinite else { throw .notFinite(place: engine.firstNotFinite ?? "the loss") }
      evaluation.loss += result.mean * Double(batch.samples.count)
      let values = batch.output(classifier.output)
      for (sample, label) in images.labels[batch.samples].enumerated() {
        let row = sample * classifier.width..<(sample + 1) * classifier.width
        let sampleValues = UnsafeBufferPointer(rebasing: values[row])
        let isCorrect = classifier.loss.answer(sampleValues) == Int(label) && !classifier.isNone(sampleValues)
        if isCorrect { evaluation.correct += 1 }
        evaluation.classes[Int(label)].total += 1
        if isCorrect { evaluation.classes[Int(label)].correct += 1 }
      }
    }
    evaluation.loss /= Double(images.count)
    return evaluation
  }

  /// Takes over weights that are laid out as the engine's.
  func load(_ weights: FlatWeights) { weights.load(into: engine) }
}
