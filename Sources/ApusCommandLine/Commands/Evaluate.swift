import ApusData
import ApusEvaluation
import ApusReporting
import ArgumentParser

/// `apus evaluate`
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Count how many images a network gets right.",
    discussion: """
      Takes float networks (.safetensors) and int8 models (.apus). Of data with a train and a test part, the \
      test part is used unless --part says otherwise.
      """)

  @Argument(help: ArgumentHelp("A .safetensors or .apus file.", valueName: "file"))
  var file: String

  @OptionGroup var data: DataOptions

  @Option(
    help: ArgumentHelp(
      "The output that classifies; the first that does unless given.", valueName: "output")
  )
  var classifier: String?

  @Option(help: "Which part of the data.")
  var part = DatasetPart.test

  @OptionGroup var limit: ClassLimit
  @OptionGroup var fitting: FitOption

  @OptionGroup var rules: UnknownRuleOption

  @Flag(help: "Show which classes are taken for which.")
  var confusion = false

  @OptionGroup var output: JSONOption

  func run() throws {
    try InputKind.networkOrModel.check(file, for: "evaluate")
    let classifier = try Classifier(path: file, output: classifier, limits: data.limits)
      .obeyingUnknownRule(!rules.noNone)
    let format = try fitting.applied(to: classifier.format)
    let images = try classifier.classes.matching(
      data.images(part, for: .judging, limitPerClass: limit.limitPerClass).images(in: format)
    ).told()
    if case .float(let float) = classifier {
      try PixelRangeSearch.warn(of: float.graph, path: file, images: images)
    }
    let answers = try classifier.predictions(for: images, progress: Notice.progress("evaluating")).answers
    let matrix = ConfusionMatrix(
      classNames: images.classNames, truths: images.labels.map(Int.init), answers: answers)
    if output.json { return try JSONOutput.print(Figures(matrix, confusion: confusion)) }
    try print(
      "\(file): \(Format.grouped(matrix.correct)) of \(Format.grouped(matrix.total)) correct, "
        + Format.percent(matrix.accuracy))
    if matrix.isUneven {
      try print(
        """
        classes have different numbers of images; the mean of their recalls is \
        \(Format.percent(matrix.balancedAccuracy))

        \(matrix.classTable)
        """)
    }
    if confusion { try print("\n\(matrix.table)") }
  }

  private struct Figures: Encodable {
    struct Class: Encodable {
      var name: String
      var images: Int
      /// The share of them that was taken for this class; nil without images.
      var recall: Double?
      /// How many were taken for none of the classes, by other means than a class of its own.
      var none: Int
    }

    var correct: Int
    var total: Int
    var accuracy: Double
    var balancedAccuracy: Double
    var classes: [Class]
    /// Truths down, answers across; with `--confusion`.
    var confusion: [[Int]]?

    init(_ matrix: ConfusionMatrix, confusion: Bool) {
      (correct, total, accuracy) = (matrix.correct, matrix.total, matrix.accuracy)
      balancedAccuracy = matrix.balancedAccuracy
      classes = matrix.classNames.indices.map {
        Class(
          name: matrix.classNames[$0], images: matrix.classCounts[$0], recall: matrix.recalls[$0],
          none: matrix.noneCounts[$0])
      }
      self.confusion = confusion ? matrix.counts : nil
    }
  }
}

extension DatasetPart: ExpressibleByArgument {}
