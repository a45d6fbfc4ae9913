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

  @Flag(help: "Show which classes are taken for which.")
  var confusion = false

  @OptionGroup var output: JSONOption

  func run() throws {
    let classifier = try Classifier(path: file, output: classifier)
    let images = try data.source().read(
      part, format: classifier.format, classNames: classifier.classNames, limitPerClass: limit.limitPerClass)
    let answers = try classifier.predictions(for: images, progress: Notice.progress("evaluating")).answers
    let matrix = ConfusionMatrix(
      classNames: images.classNames, truths: images.labels.map(Int.init), answers: answers)
    if output.json {
      return try JSONOutput.print(
        Figures(correct: matrix.correct, total: matrix.total, accuracy: matrix.accuracy))
    }
    print(
      "\(file): \(Format.grouped(matrix.correct)) of \(Format.grouped(matrix.total)) correct, "
        + Format.percent(matrix.accuracy))
    if confusion { print("\n\(matrix.table)") }
  }

  private struct Figures: Encodable {
    var correct: Int
    var total: Int
    var accuracy: Double
  }
}

extension DatasetPart: ExpressibleByArgument {}
