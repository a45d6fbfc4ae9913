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
  /// Whether the network had another number of classes, and so got a fresh head.
  public let replacedHead: Bool
  /// The place of the output that classifies the images, in the network's `outputs`.
  public let classifier: Int
  /// What each output's loss is multiplied with, in the order of the network's `outputs`; 0 for those without a loss.
  public let lossWeights: [Float]
  /// The images to train on.
  public let training: ImageDataset
  /// The images that each epoch is judged by; nil where there are none.
  public let validation: ImageDataset?
  /// How to train.
  public let options: TrainingOptions
  /// What the network's `trainings` will say of this one.
  public let record: TrainingRecord

  /// A trainer.
  ///
  /// - Parameters:
  ///   - graph: the network to begin with, of one input. Where the images have another number of classes, the last dense
  ///     layer of the output that classifies is made anew. States are as before the first run for each image.
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
      classifier = try graph.classifier(for: training.classNames)
      replacedHead = try graph.adopt(
        classNames: training.classNames, classifier: classifier, seed: options.seed)
      self.graph = graph
    } catch {
      throw .graph(error)
    }
    lossWeights = try self.graph.lossWeights(options.lossWeights, classifier: classifier)
    if validation == nil, options.validationFraction > 0 {
      do throws(DataError) {
        let split = try training.splitting(
          validationFraction: options.validationFraction, seed: options.validationSeed ?? options.seed)
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
    let isSplit = validation == nil && self.validation != nil
    record = TrainingRecord(
      start: graph.trainings.isEmpty ? .unknown : .recorded, imageCount: training.count,
      validationShare: isSplit ? options.validationFraction : 0,
      seed: options.validationSeed ?? options.seed,
      validationFingerprint: self.validation.map { Fingerprint($0).text } ?? "",
      additions: options.additions.map(\.rawValue).sorted())

    let classes: Int
    do throws(GraphError) {
      classes = try self.graph.classCount(of: self.graph.outputs[classifier])
    } catch {
      throw .graph(error)
    }
    try self.training.check(against: self.graph, classes: classes)
    try self.validation?.check(against: self.graph, classes: classes)
    if let teacher = options.teacher {
      do throws(GraphError) { try teacher.validate() } catch { throw .graph(error) }
      guard teacher.inputShape == self.graph.inputShape, teacher.preprocessing == self.graph.preprocessing
      else { throw .teacher("takes other inputs than the network") }
      guard (try? teacher.classCount(of: teacher.outputs[teacher.classifier()])) == classes else {
        throw .teacher("has another number of classes than the network")
      }
      let losses = try OutputLosses(self.graph, classifier: classifier, weights: lossWeights)
      let theirs = teacher.endingInLogits
      guard losses.classifier.loss.meaning == .logits,
        (try? theirs.outputs[theirs.classifier()].meaning) == .logits
      else { throw .teacher("and the network must both have logits, or a softmax of them, as their output") }
    }
  }

  /// Of a network of several outputs, which of them are trained: `losses: class (weight 1.0); none: map`. Nil where there is
  /// one.
  public var lossDescription: String? {
    guard graph.outputs.count > 1 else { return nil }
    let outputs = zip(graph.outputs.map(\.name), lossWeights)
    let trained = outputs.filter { $1 > 0 }.map { "\($0) (weight \($1))" }
    let others = outputs.filter { $1 == 0 }.map { $0.0 }
    return "losses: \(trained.joined(separator: ", "))"
      + (others.isEmpty ? "" : "; none: \(others.joined(separator: ", "))")
  }

  /// Trains, from the beginning or from where the checkpoint left off.
  ///
  /// - Parameters:
  ///   - reporting: called a few times a second and at the end of each epoch.
  ///   - resuming: called where a checkpoint is gone on from, with the epoch, from 1, in which that is.
  ///   - stopping: asked after each step; where it says so, the state is written to the checkpoint file, and the run ends
  ///     with `TrainingError.interrupted`.
  /// - Throws: `TrainingError`.
  public func run(
    reporting: (TrainingProgress) -> Void = { _ in }, resuming: (_ epoch: Int) -> Void = { _ in },
    stopping: () -> Bool = { false }
  ) throws(TrainingError) -> TrainingResult {
    let run = try TrainingRun(self)
    return try run.run(reporting: reporting, resuming: resuming, stopping: stopping)
  }
}

extension Graph {
  /// Makes an output stand for some classes, of which one called `none` means that none of the others applies; true where that
  /// took a fresh head.
  fileprivate mutating func adopt(
    classNames names: [String], classifier: Int, seed: UInt64
  ) throws(GraphError) -> Bool {
    guard !names.isEmpty else { return false }
    let isReplaced = try classCount(of: outputs[classifier]) != names.count
    if isReplaced {
      try replaceHead(ofOutput: classifier, classNames: names, seed: seed)
    } else {
      setClassNames(names, ofOutput: classifier)
    }
    if let none = names.firstIndex(of: ImageDataset.noneClassName),
      outputs[classifier].meaning != .probability
    {
      var outputs = outputs
      outputs[classifier].unknownRule = .output(none)
      self.outputs = outputs
    }
    return isReplaced
  }
}

extension ImageDataset {
  /// - Throws: `noImages`, `severalInputs`, `imageShape` or `label`, where these images are not for a network.
  func check(against graph: Graph, classes: Int) throws(TrainingError) {
    guard count > 0 else { throw .noImages }
    guard graph.inputs.count == 1 else { throw .severalInputs(graph.inputs.map(\.name)) }
    guard shape == graph.inputShape else { throw .imageShape(expected: graph.inputShape, found: shape) }
    for label in labels where !(0..<classes).contains(Int(label)) {
      throw .label(Int(label), outputs: classes)
    }
  }
}
