import ApusData
import ApusEngine
import ApusGraph

/// How a network does on labeled images.
public struct Evaluation: Hashable, Sendable {
  /// Images classified correctly.
  public var correct: Int
  /// Images looked at.
  public var total: Int
  /// The mean cross-entropy, in nats.
  public var loss: Double

  /// The part that is correct.
  public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }
}

/// Runs a float network over data sets as at inference: running statistics, no dropout, no augmentation.
public final class Evaluator {
  let engine: Engine
  private let graph: Graph
  private let classes: Int

  /// An evaluator for a network.
  ///
  /// - Parameters:
  ///   - graph: the network; a last softmax is left out.
  ///   - batchSize: images that are run together.
  /// - Throws: `TrainingError.graph` or `.engine`.
  public init(_ graph: Graph, batchSize: Int = 256) throws(TrainingError) {
    self.graph = graph.endingInLogits
    do throws(GraphError) { classes = try self.graph.outputShape().count } catch { throw .graph(error) }
    do throws(EngineError) {
      engine = try Engine(self.graph, batchSize: batchSize, mode: .inference)
    } catch {
      throw .engine(error)
    }
  }

  /// How a network does on a data set.
  ///
  /// - Parameters:
  ///   - graph: the network; a last softmax is left out.
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
  /// - Throws: `TrainingError.noImages`, `.imageShape`, `.label` or `.engine`.
  public func evaluate(_ images: ImageDataset) throws(TrainingError) -> Evaluation {
    try images.check(against: graph, outputs: classes)
    let loader = BatchLoader(images, preprocessing: graph.preprocessing)
    let loss = LossFunction()
    var evaluation = Evaluation(correct: 0, total: images.count, loss: 0)
    try engine.forEachBatch(
      of: images.count, fill: { loader.fill(engine.input, indices: $0) }, failure: TrainingError.engine
    ) { (batch) throws(TrainingError) in
      let result = loss.evaluate(batch.output, labels: images.labels[batch.samples], classes: classes)
      evaluation.correct += result.correct
      evaluation.loss += result.mean * Double(batch.samples.count)
    }
    evaluation.loss /= Double(images.count)
    return evaluation
  }

  /// Takes over weights that are laid out as the engine's.
  func load(_ weights: FlatWeights) { weights.load(into: engine) }
}
