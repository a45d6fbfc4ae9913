import ApusData
import ApusEngine
import ApusGraph

/// Trains or fine-tunes a classifier.
///
///     var options = TrainingOptions()
///     options.validationFraction = 0.1
///     options.checkpointPath = "digits.checkpoint"
///     let trainer = try Trainer(pretrained, on: digits, options: options)
///     let result = try trainer.run(reporting: ProgressBar().report)
///
/// Equal networks, images and options give equal bits on the same machine, also when the run was killed at
/// any moment and then begun again with the same checkpoint path.
public struct Trainer: Sendable {
  /// The network that training begins with, its head already made for the images' classes.
  public let graph: Graph
  /// Whether the network had another number of outputs, and so got a fresh head.
  public let replacedHead: Bool
  /// The images to train on.
  public let training: ImageDataset
  /// The images that each epoch is judged by; nil where there are none.
  public let validation: ImageDataset?
  /// How to train.
  public let options: TrainingOptions

  /// A trainer.
  ///
  /// - Parameters:
  ///   - graph: the network to begin with. Where the images have another number of classes, its last dense
  ///     layer is made anew.
  ///   - training: the images to train on, of the network's input size.
  ///   - validation: the images that each epoch is judged by. Unless given, `options.validationFraction` of
  ///     the training images is set aside.
  ///   - options: how to train.
  /// - Throws: `TrainingError` where the network is not sound, the images do not fit it or an option is out
  ///   of range.
  public init(
    _ graph: Graph, on training: ImageDataset, validation: ImageDataset? = nil,
    options: TrainingOptions = TrainingOptions()
  ) throws(TrainingError) {
    try options.check()
    do throws(GraphError) {
      try graph.validate()
      var graph = graph
      replacedHead = try graph.adopt(classNames: training.classNames, seed: options.seed)
      self.graph = graph
    } catch {
      throw .graph(error)
    }
    if validation == nil, options.validationFraction > 0 {
      do throws(DataError) {
        let split = try training.splitting(
          validationFraction: options.validationFraction, seed: options.seed)
        self.training = split.train
        self.validation = split.validation
      } catch {
        throw .data(error)
      }
    } else {
      self.training = training
      self.validation = validation
    }
    self.options = options

    let outputs: Int
    do throws(GraphError) { outputs = try self.graph.outputShape().count } catch { throw .graph(error) }
    try self.training.check(against: self.graph, outputs: outputs)
    try self.validation?.check(against: self.graph, outputs: outputs)
    if let teacher = options.teacher {
      do throws(GraphError) { try teacher.validate() } catch { throw .graph(error) }
      guard teacher.inputShape == self.graph.inputShape, teacher.preprocessing == self.graph.preprocessing
      else { throw .teacher("takes other inputs than the network") }
      guard (try? teacher.outputShape().count) == outputs else {
        throw .teacher("has another number of outputs than the network")
      }
    }
  }

  /// Trains, from the beginning or from where the checkpoint left off.
  ///
  /// - Parameter reporting: called a few times a second and at the end of each epoch.
  /// - Throws: `TrainingError`.
  public func run(
    reporting: (TrainingProgress) -> Void = { _ in }
  ) throws(TrainingError) -> TrainingResult {
    let run = try TrainingRun(self)
    return try run.run(reporting: reporting)
  }
}

extension Graph {
  /// Makes the outputs stand for some classes; true where that took a fresh head.
  fileprivate mutating func adopt(classNames names: [String], seed: UInt64) throws(GraphError) -> Bool {
    guard !names.isEmpty else { return false }
    guard try outputShape().count != names.count else {
      classNames = names
      return false
    }
    try replaceHead(classNames: names, seed: seed)
    return true
  }
}

extension ImageDataset {
  /// - Throws: `noImages`, `imageShape` or `label`, where these images are not for a network.
  func check(against graph: Graph, outputs: Int) throws(TrainingError) {
    guard count > 0 else { throw .noImages }
    guard shape == graph.inputShape else { throw .imageShape(expected: graph.inputShape, found: shape) }
    for label in labels where !(0..<outputs).contains(Int(label)) {
      throw .label(Int(label), outputs: outputs)
    }
  }
}
