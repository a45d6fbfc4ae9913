import ApusData
import ApusFiles
import ApusReporting
import ApusTraining

/// What training prints in the end.
struct TrainingSummary: Encodable {
  /// How many classes are listed; of more, those that are classified worst.
  private static let shownClasses = 20

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
  /// The mean recall of all classes; nil where the classes have about equally many images, or none judge.
  var balancedAccuracy: Double?
  /// How each class's validation images are classified; nil where `balancedAccuracy` is.
  var validationClasses: [ClassFigures]?
  var seconds: Double

  /// One class of the validation images.
  struct ClassFigures: Encodable {
    var name: String
    var images: Int
    /// Nil where there are no images.
    var recall: Double?
  }

  /// - Parameters:
  ///   - result: what training has made.
  ///   - judgment: how it does on the validation images, where that is to be told class by class.
  ///   - images: what it was trained and judged on.
  init(
    _ result: TrainingResult, judgment: Evaluation?, images: ImageDataset, out: String, seconds: Double
  ) {
    self.out = out
    network = result.graph.name
    parameters = result.graph.trainableParameterCount
    classes = result.graph.classNames.count
    self.images = images.count
    epochs = result.history.count
    chosenEpoch = result.chosenEpoch
    stoppedEarly = result.stoppedEarly
    let chosen = result.history[result.chosenEpoch - 1]
    trainingLoss = chosen.trainingLoss
    validationAccuracy = chosen.validationAccuracy
    validationLoss = chosen.validationLoss
    self.seconds = seconds
    guard let judgment else { return }
    balancedAccuracy = judgment.balancedAccuracy
    validationClasses = zip(images.classNames, judgment.classes).map {
      ClassFigures(name: $0, images: $1.total, recall: $1.recall)
    }
  }

  func print(json: Bool) throws {
    if json { return try JSONOutput.print(self) }
    let accuracy =
      validationAccuracy.map { ", \(Format.percent($0)) of the validation images correct" } ?? ""
    try ApusCommandLine.print(
      "\(out): \(network), \(Format.grouped(parameters)) parameters, \(classes) classes, "
        + "epoch \(chosenEpoch) of \(epochs)\(accuracy), \(Format.decimal(seconds, 1)) s")
    guard let balancedAccuracy, let validationClasses else { return }
    try ApusCommandLine.print(
      "classes have unequal numbers of images; each counted alike, \(Format.percent(balancedAccuracy)) are correct:"
    )
    let worst = validationClasses.sorted { $0.recall ?? 2 < $1.recall ?? 2 }.prefix(Self.shownClasses)
    let rows = worst.map { figures in
      [
        figures.name.printable, Format.grouped(figures.images),
        figures.recall.map { Format.percent($0) } ?? "no images",
      ]
    }
    let title = validationClasses.count > rows.count ? "worst \(rows.count) classes" : "class"
    try ApusCommandLine.print(Format.table([[title, "validation images", "correct"]] + rows))
  }
}

extension Trainer {
  /// How a result does on the validation images, where some class has more than one and a half times as many images as
  /// another and the accuracy alone says little; nil elsewhere.
  /// - Throws: `TrainingError` where the network cannot be judged.
  func judgmentOfUnevenClasses(_ result: TrainingResult) throws(TrainingError) -> Evaluation? {
    let counts = training.classCounts
    guard let validation, (counts.max() ?? 0) * 2 > (counts.min() ?? 0) * 3 else { return nil }
    let output = graph.outputs[classifier].name
    return try Evaluator(result.graph, output: output, batchSize: min(256, validation.count))
      .evaluate(validation)
  }
}
