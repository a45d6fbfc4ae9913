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
  @Option(help: ArgumentHelp("Images in each step (default: 64).", valueName: "count"))
  var batch: Int?

  @Option(help: ArgumentHelp("The highest learning rate (default: 0.002; 0.05 for sgd).", valueName: "rate"))
  var learningRate: Double?

  @Option(help: "What moves the weights.")
  var optimizer = OptimizerName.adamW

  @Option(help: "How the learning rate moves.")
  var schedule = ScheduleName.oneCycle

  @Option(
    help: ArgumentHelp("Epochs during which the learning rate first rises from zero.", valueName: "epochs"))
  var warmUp = 0.0

  @Option(
    help: ArgumentHelp(
      "How strongly weights are pulled towards zero (default: 0.01; 0.0005 for sgd).", valueName: "factor"))
  var weightDecay: Float?

  @Option(help: ArgumentHelp("The part of each target that is spread over all classes.", valueName: "share"))
  var labelSmoothing: Float = 0

  @Option(help: ArgumentHelp("The most that the norm of all gradients may be.", valueName: "norm"))
  var clip: Double?

  @Option(
    help: ArgumentHelp(
      "The decay of the moving average of the weights; 0 for none (default: 0.998).", valueName: "decay"))
  var average: Float?

  @Option(
    help: ArgumentHelp(
      "Stop after this many epochs without progress on the validation images.", valueName: "epochs"))
  var patience: Int?

  @Option(
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

  @Option(help: "For all that is random: equal seeds give equal files.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      """
      Where the state of training is kept, so that an interrupted run goes on when it is started again; by \
      default beside the output, and removed in the end.
      """, valueName: "file"))
  var checkpoint: String?

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
    options.seed = seed
    options.checkpointPath = checkpointPath
    options.checkpointInterval = 500
    return options
  }

  /// Trains, and writes the network.
  func train(
    _ graph: Graph, on images: ImageDataset, epochs: Int, title: String, out: String,
    finish: (inout Graph) throws -> Void = { _ in }, write: (Graph) throws -> Void
  ) throws -> (result: TrainingResult, seconds: Double) {
    let path = checkpoint ?? out + ".checkpoint"
    let trainer = try Trainer(
      graph, on: images, options: options(epochs: epochs, for: graph, checkpointPath: path))
    if trainer.replacedHead {
      Notice.say("\(title): a new last layer for \(images.classNames.count) classes")
    }
    if let losses = trainer.lossDescription { Notice.say("\(title): \(losses)") }
    if FileManager.default.fileExists(atPath: path) { Notice.say("\(title): going on from \(path)") }
    let start = ContinuousClock.now
    var result = try run(trainer, checkpointPath: path, title: title)
    try finish(&result.graph)
    try write(result.graph)
    if checkpoint == nil { try? FileManager.default.removeItem(atPath: path) }
    return (result, (ContinuousClock.now - start) / .seconds(1))
  }

  /// Runs a trainer; a checkpoint of our own that another run has left behind is removed first.
  private func run(_ trainer: Trainer, checkpointPath: String, title: String) throws -> TrainingResult {
    let bar = ProgressBar(title: title)
    do throws(TrainingError) {
      return try trainer.run(reporting: bar.report)
    } catch {
      guard checkpoint == nil, case .checkpoint(_, let reason) = error else { throw error }
      Notice.say("\(title): beginning anew, because \(checkpointPath) is of no use: \(reason)")
      try FileManager.default.removeItem(atPath: checkpointPath)
      return try trainer.run(reporting: bar.report)
    }
  }
}

/// What training prints in the end.
struct TrainingSummary: Encodable {
  var out: String
  var network: String
  var parameters: Int
  var classes: Int
  var images: Int
  var epochs: Int
  var chosenEpoch: Int
  var stoppedEarly: Bool
  var trainingLoss: Double
  var validationAccuracy: Double?
  var validationLoss: Double?
  var seconds: Double

  init(_ result: TrainingResult, images: Int, out: String, seconds: Double) {
    self.out = out
    network = result.graph.name
    parameters = result.graph.trainableParameterCount
    classes = result.graph.classNames.count
    self.images = images
    epochs = result.history.count
    chosenEpoch = result.chosenEpoch
    stoppedEarly = result.stoppedEarly
    let chosen = result.history[result.chosenEpoch - 1]
    trainingLoss = chosen.trainingLoss
    validationAccuracy = chosen.validationAccuracy
    validationLoss = chosen.validationLoss
    self.seconds = seconds
  }

  func print(json: Bool) throws {
    if json { return try JSONOutput.print(self) }
    let accuracy =
      validationAccuracy.map { ", \(Format.percent($0)) of the validation images correct" } ?? ""
    try ApusCommandLine.print(
      "\(out): \(network), \(Format.grouped(parameters)) parameters, \(classes) classes, "
        + "epoch \(chosenEpoch) of \(epochs)\(accuracy), \(Format.decimal(seconds, 1)) s")
  }
}
