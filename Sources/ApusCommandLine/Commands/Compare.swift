import ApusData
import ApusEvaluation
import ApusFiles
import ApusGraph
import ApusImage
import ApusInterchange
import ApusReporting
import ApusRunner
import ArgumentParser
import Foundation

/// `apus compare`
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare a float network with an int8 model, image by image.",
    discussion: """
      Prints the accuracy of both, how often they agree, a confusion matrix of each, the images on which \
      they differ, and whether they are as often right as they say: the expected calibration error, and a reliability \
      diagram of each.
      """)

  @Argument(help: ArgumentHelp("The float network, a .safetensors file.", valueName: "network"))
  var network: String

  @Argument(help: ArgumentHelp("The int8 model, an .apus file.", valueName: "model"))
  var model: String

  @OptionGroup var data: DataOptions

  @Option(
    help: ArgumentHelp(
      "The output that classifies; the first that does unless given.", valueName: "output"))
  var classifier: String?

  @Option(help: "Which part of the data.")
  var part = DatasetPart.test

  @OptionGroup var limit: ClassLimit
  @OptionGroup var fitting: FitOption
  @OptionGroup var rules: UnknownRuleOption

  @Option(
    help: ArgumentHelp("List at most this many of the images on which they differ.", valueName: "count"))
  var differences = 20

  @Option(help: ArgumentHelp("Also write the reliability diagrams as a picture (SVG).", valueName: "file"))
  var diagram: String?

  @Flag(help: "Draw the images on which they differ.")
  var show = false

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard differences >= 0 else {
      throw ValidationError("--differences takes a number of at least 0, not \(differences)")
    }
  }

  func run() throws {
    try InputKind.network.check(network, for: "compare")
    try InputKind.model.check(model, for: "compare")
    if let diagram { try OutputFile.check(diagram, ending: ".svg", inputs: [network, model]) }
    let graph = try GraphFile.read(path: network, limits: data.limits)
    let int8 = try Int8Classifier(path: model, output: classifier, limits: data.limits)
    var float = try FloatClassifier(graph, output: classifier)
    float.obeysUnknownRule = !rules.noNone
    int8.model.obeysUnknownRules = !rules.noNone
    if let difference = int8.preprocessingDifference(from: graph) {
      throw Mismatch.input(network, model, difference)
    }
    guard float.classes == int8.classes else { throw Mismatch.classes(network, model) }
    let format = try fitting.applied(to: graph.imageFormat)
    let images = try float.classes.matching(
      data.images(part, for: .judging, limitPerClass: limit.limitPerClass).images(in: format)
    ).told()
    let comparison = Comparison(
      classNames: images.classNames, truths: images.labels.map(Int.init),
      float: try float.predictions(for: images, progress: Notice.progress("float")),
      int8: int8.predictions(for: images, progress: Notice.progress("int8")))
    let floatBytes = try FileManager.default.attributesOfItem(atPath: network)[.size] as? Int ?? 0
    let figures = Figures(
      total: images.count, floatAccuracy: comparison.float.accuracy,
      int8Accuracy: comparison.int8.accuracy, agreement: comparison.agreement, floatBytes: floatBytes,
      int8Bytes: int8.model.file.bytes.count, arenaBytes: int8.model.arenaBytes,
      multiplyAccumulates: int8.model.multiplyAccumulates,
      floatConfusion: comparison.float.counts, int8Confusion: comparison.int8.counts,
      differences: comparison.differences.map {
        Figures.Difference($0, name: images.name(of: $0.index), classNames: images.classNames)
      }, floatCalibration: Figures.Reliability(comparison.floatCalibration),
      int8Calibration: Figures.Reliability(comparison.int8Calibration))
    let reliability = ReliabilityDiagram([
      ("float", comparison.floatCalibration), ("int8", comparison.int8Calibration),
    ])
    if let diagram { try AtomicFile.write(Array(reliability.svg.utf8), to: diagram) }
    if output.json { return try JSONOutput.print(figures) }
    try print(text(figures, comparison, images, reliability))
  }

  private func text(
    _ figures: Figures, _ comparison: Comparison, _ images: ImageDataset, _ reliability: ReliabilityDiagram
  ) -> String {
    var text = """
      float: truths down, answers across
      \(comparison.float.table)

      int8: truths down, answers across
      \(comparison.int8.table)

      They differ on \(Format.grouped(figures.differences.count)) of \(Format.grouped(figures.total)) images

      """
    if !figures.differences.isEmpty {
      let shown = figures.differences.prefix(differences)
      let rows =
        [["image", "truth", "float", "int8"]]
        + shown.map {
          [
            $0.image, $0.truth, "\($0.float) (\(Format.percent(Double($0.floatConfidence), places: 1)))",
            "\($0.int8) (\(Format.percent(Double($0.int8Confidence), places: 1)))",
          ]
        }
      let lines = Format.table(rows, numbers: 4...).split(separator: "\n")
      text += lines[0] + "\n"
      for (line, difference) in zip(lines.dropFirst(), comparison.differences) {
        text += line + "\n"
        if show { text += TerminalPicture(images.image(difference.index)).text + "\n" }
      }
      if shown.count < figures.differences.count {
        text += "… and \(figures.differences.count - shown.count) more (--differences N shows more)\n"
      }
    }
    text +=
      "\n\(reliability.text)\n\n"
      + Format.table([
        ["", "float", "int8"],
        ["accuracy", Format.percent(figures.floatAccuracy), Format.percent(figures.int8Accuracy)],
        ["file bytes", Format.grouped(figures.floatBytes), Format.grouped(figures.int8Bytes)],
        ["arena bytes", "", Format.grouped(figures.arenaBytes)],
        [
          "calibration error", Format.percent(figures.floatCalibration.expectedError),
          Format.percent(figures.int8Calibration.expectedError),
        ],
        ["agreement", "", Format.percent(figures.agreement)],
      ])
    return text
  }

  private struct Figures: Encodable {
    struct Difference: Encodable {
      var image: String
      var truth: String
      var float: String
      var floatConfidence: Float
      var int8: String
      var int8Confidence: Float

      init(_ difference: Comparison.Difference, name: String, classNames: [String]) {
        image = name
        truth = classNames[difference.truth]
        float = Self.name(difference.floatAnswer, classNames)
        floatConfidence = difference.floatConfidence
        int8 = Self.name(difference.int8Answer, classNames)
        int8Confidence = difference.int8Confidence
      }

      private static func name(_ answer: Int, _ classNames: [String]) -> String {
        answer == Predictions.none ? Answer.none : classNames[answer]
      }
    }

    var total: Int
    var floatAccuracy: Double
    var int8Accuracy: Double
    var agreement: Double
    var floatBytes: Int
    var int8Bytes: Int
    var arenaBytes: Int
    var multiplyAccumulates: Int
    var floatConfusion: [[Int]]
    var int8Confusion: [[Int]]
    var differences: [Difference]
    var floatCalibration: Reliability
    var int8Calibration: Reliability

    /// How far a classifier's probabilities can be taken at their word.
    struct Reliability: Encodable {
      struct Group: Encodable {
        var images: Int
        var correct: Int
        /// Nil without images.
        var meanConfidence: Double?
      }

      var expectedError: Double
      /// Answers by confidence, from 0 to 1 in steps of a fifteenth.
      var groups: [Group]

      init(_ calibration: Calibration) {
        expectedError = calibration.expectedError
        groups = calibration.groups.map {
          Group(images: $0.count, correct: $0.correct, meanConfidence: $0.meanConfidence)
        }
      }
    }
  }

  private enum Mismatch: Error, CustomStringConvertible {
    case input(String, String, PreprocessingDifference)
    case classes(String, String)

    var description: String {
      switch self {
      case .input(let network, let model, let difference):
        "\(network) and \(model) make different inputs of a picture, so they cannot be compared: \(difference)"
      case .classes(let network, let model):
        "\(network) and \(model) were made for different classes: they cannot be compared"
      }
    }
  }
}
