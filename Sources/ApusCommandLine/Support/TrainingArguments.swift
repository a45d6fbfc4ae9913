import ApusData
import ApusGraph
import ApusReporting
import ApusTraining
import ArgumentParser
import Foundation

extension TrainingArguments {
  /// Optimizers by name.
  enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
    case adamW = "adamw"
    case sgd
  }

  /// Schedules by name.
  enum ScheduleName: String, ExpressibleByArgument, CaseIterable {
    case oneCycle = "one-cycle"
    case cosine, step, constant
  }

  /// Augmentations by name.
  enum AugmentationName: String, ExpressibleByArgument, CaseIterable {
    case automatic = "auto"
    case none, digits, photographs
  }
}

/// How to train: what `finetune` and `pretrain` share. Everything has a default that works.
struct TrainingArguments: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Images in each step (default: 64).", valueName: "count"))
  var batch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The highest learning rate (default: 0.002; 0.05 for sgd).", valueName: "rate"))
  var learningRate: Double?

  @Option(help: "What moves the weights.")
  var optimizer = OptimizerName.adamW

  @Option(help: "How the learning rate moves.")
  var schedule = ScheduleName.oneCycle

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Epochs during which the learning rate first rises from zero.", valueName: "epochs"))
  var warmUp = 0.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How strongly weights are pulled towards zero (default: 0.01; 0.0005 for sgd).", valueName: "factor"))
  var weightDecay: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The part of each target that is spread over all classes.", valueName: "share"))
  var labelSmoothing: Float = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most that the norm of all gradients may be.", valueName: "norm"))
  var clip: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The decay of the moving average of the weights; 0 for none (default: 0.998).", valueName: "decay"))
  var average: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop after this many epochs without progress on the validation images.", valueName: "epochs"))
  var patience: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The part of the training images that judges each epoch (default: 0.1).", valueName: "share"))
  var validation: Double?

  @Option(help: "How training images are varied; auto chooses by what the network was made for.")
  var augment = AugmentationName.automatic

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Leave parameters or layers of this name as they are: conv*, layer1.*; may be repeated.",
      valueName: "pattern"))
  var freeze: [String] = []

  @Flag(help: "Draw equally many images of every class, however many it has.")
  var balance = false

  @Option(parsing: .unconditional, help: "For all that is random: equal seeds give equal files.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      """
      Where the state of training is kept, so that an interrupted run goes on when it is started again; by \
      default beside the output, and removed in the end. A file that is named here stays, so that a finished run \
      goes on with more --epochs: the added ones follow the schedule once more from its beginning.
      """, valueName: "file"))
  var checkpoint: String?

  @Flag(help: "Replace what stands where the state of training is kept, instead of going on from it.")
  var beginAnew = false

  func validate() throws {
    func need(_ holds: Bool, _ option: String, _ needed: String, _ value: Any?) throws {
      guard !holds else { return }
      throw ValidationError("\(option) takes \(needed), not \(value.map { "\($0)" } ?? "none")")
    }
    let (most, highest) = (TrainingOptions.mostEpochs, TrainingOptions.highestLearningRate)
    try need(batch ?? 1 >= 1, "--batch", "a number of at least 1", batch)
    try need(
      learningRate.map { $0 > 0 && $0 <= highest } ?? true, "--learning-rate",
      "a number above 0 and at most \(highest)", learningRate)
    try need(warmUp >= 0 && warmUp <= Double(most), "--warm-up", "a number from 0 to \(most)", warmUp)
    try need(
      weightDecay.map { $0 >= 0 && $0.isFinite } ?? true, "--weight-decay", "a finite number of at least 0",
      weightDecay)
    try need(
      (0..<1).contains(labelSmoothing), "--label-smoothing", "a share of at least 0 and below 1",
      labelSmoothing)
    try need(clip.map { $0 > 0 && $0.isFinite } ?? true, "--clip", "a finite number above 0", clip)
    try need(
      average.map { (0..<1).contains($0) } ?? true, "--average", "a number of at least 0 and below 1", average
    )
    try need(patience ?? 1 >= 1, "--patience", "a number of at least 1", patience)
    try need(
      validation.map { (0..<1).contains($0) } ?? true, "--validation", "a share of at least 0 and below 1",
      validation)
  }

  /// Checks a number of epochs.
  /// - Throws: `ValidationError` for one that is out of range.
  static func check(epochs: Int) throws {
    guard (1...TrainingOptions.mostEpochs).contains(epochs) else {
      throw ValidationError("--epochs takes a number from 1 to \(TrainingOptions.mostEpochs), not \(epochs)")
    }
  }

  /// The options for a network.
  func options(epochs: Int, for graph: Graph, checkpointPath: String) -> TrainingOptions {
    var options = TrainingOptions(fineTuning: graph)
    options.epochs = epochs
    if let batch { options.batchSize = batch }
    options.optimizer = optimizer == .adamW ? .adamW() : .stochasticGradientDescent()
    let schedule: LearningRate.Schedule =
      switch self.schedule {
      case .oneCycle: .oneCycle()
      case .cosine: .cosine()
      case .step: .step(epochs: max(1, epochs / 3), factor: 0.1)
      case .constant: .constant
      }
    options.learningRate = LearningRate(
      peak: learningRate ?? (optimizer == .adamW ? 2e-3 : 0.05), schedule: schedule, warmUpEpochs: warmUp)
    options.weightDecay = weightDecay ?? (optimizer == .adamW ? 0.01 : 5e-4)
    options.labelSmoothing = labelSmoothing
    options.gradientClipping = clip
    if let average { options.averagingDecay = average > 0 ? average : nil }
    options.patience = patience
    if let validation { options.validationFraction = validation }
    switch augment {
    case .automatic: break
    case .none: options.augmentation = .none
    case .digits: options.augmentation = .digits
    case .photographs: options.augmentation = .photographs
    }
    options.frozen = freeze.map { NamePattern($0) }
    options.isBalanced = balance
    options.seed = seed
    options.beginsAnew = beginAnew
    options.checkpointPath = checkpointPath
    options.checkpointInterval = 500
    return options
  }

  /// Trains, and writes the network.
  ///
  /// - Parameters:
  ///   - graph: the network to begin with.
  ///   - start: what its weights are, where that is known.
  ///   - images: what to train on and to judge by.
  ///   - epochs: how often all images are seen.
  ///   - title: what lines about progress begin with.
  ///   - out: the file that will be written.
  ///   - additions: what of the kit's own the images contain.
  ///   - finish: changes the network after training.
  ///   - write: writes it.
  func train(
    _ graph: Graph, start: TrainingRecord.Start? = nil, on images: ImageDataset, epochs: Int, title: String,
    out: String, additions: Set<DigitAddition> = [],
    finish: (inout Graph) throws -> Void = { _ in }, write: (Graph) throws -> Void
  ) throws -> TrainingSummary {
    let path = checkpoint ?? out + ".checkpoint"
    var options = options(epochs: epochs, for: graph, checkpointPath: path)
    options.additions = additions
    var start = start
    if let record = graph.trainings.last, record.isOf(images) {
      if validation ?? record.validationShare == record.validationShare {
        options.validationFraction = record.validationShare
        options.validationSeed = record.seed
        Notice.say("\(title): judged by the images that the network was not trained on before")
      } else {
        start = .unknown
        Notice.say("\(title): --validation sets aside images that the network was trained on before")
      }
    }
    let trainer = try Trainer(graph, on: images, options: options)
    if trainer.replacedHead {
      Notice.say("\(title): a new last layer for \(images.classNames.count) classes")
    }
    if let losses = trainer.lossDescription { Notice.say("\(title): \(losses)") }
    let beginning = ContinuousClock.now
    var result = try run(trainer, title: title)
    let judgment = try trainer.judgmentOfUnevenClasses(result)
    if let start { result.graph.trainings[result.graph.trainings.count - 1].start = start }
    try finish(&result.graph)
    try write(result.graph)
    if checkpoint == nil { try? FileManager.default.removeItem(atPath: path) }
    let seconds = (ContinuousClock.now - beginning) / .seconds(1)
    return TrainingSummary(result, judgment: judgment, images: images, out: out, seconds: seconds)
  }

  /// Runs a trainer. Signals stop it where it can go on.
  private func run(_ trainer: Trainer, title: String) throws -> TrainingResult {
    let bar = ProgressBar(title: title)
    do throws(TrainingError) {
      return try Interruption.watching { () throws(TrainingError) in
        try trainer.run(
          reporting: bar.report,
          resuming: { epoch in
            Notice.say(
              "\(title): going on from \(trainer.options.checkpointPath ?? "") in epoch \(epoch) of "
                + "\(trainer.options.epochs)")
          }, stopping: { Interruption.isWanted })
      }
    } catch {
      switch error {
      case .interrupted(let epoch, let epochs, let path):
        Notice.clear()
        Notice.say(
          "apus: stopped in epoch \(epoch) of \(epochs); the same command\(beginAnew ? " without --begin-anew" : "") "
            + "goes on from \(path ?? "")")
        Interruption.end()
      case .checkpoint(_, .otherOptions):
        throw CheckpointRefusal(
          description: "\(error); give the options of then to go on with it, or --begin-anew to replace it")
      case .checkpoint: throw CheckpointRefusal(description: "\(error); --begin-anew replaces it")
      default: throw error
      }
    }
  }
}

/// Why a checkpoint is not gone on from, and what can be done about it.
private struct CheckpointRefusal: Error, CustomStringConvertible {
  var description: String
}
