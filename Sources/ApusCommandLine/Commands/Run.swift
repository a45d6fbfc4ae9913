import ApusData
import ApusImage
import ApusInterchange
import ApusReporting
import ApusRunner
import ArgumentParser
import Foundation

/// `apus run`
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an int8 model on images, or on a batch of raw tensors.",
    discussion: """
      Prints a line for each JPEG or PNG image: path, class and confidence, separated by tabs. Images of any \
      size are prepared as the model wants them: photographs are scaled and cropped, digits are found, cropped \
      and centered as MNIST's were. The small program apus-run prints the same.

      With --input and --output, a NumPy array of shape [n, …] goes in and the raw int8 outputs come out: int8 \
      elements as they are, float32 ones quantized with the model's own scale and zero point.

        apus run digits.apus photo1.jpg photo2.jpg
        apus run model.apus --input inputs.npy --output outputs.npy
      """)

  @Argument(help: ArgumentHelp("The .apus file.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("JPEG or PNG files.", valueName: "image"))
  var images: [String] = []

  @Option(name: .customLong("input"), help: ArgumentHelp("A .npy file of inputs.", valueName: "file"))
  var inputFile: String?

  @Option(
    name: .customLong("output"), help: ArgumentHelp("The .npy file of outputs to write.", valueName: "file"))
  var outputFile: String?

  @Flag(help: "Draw what the model sees.")
  var show = false

  @OptionGroup var threading: ThreadsOption

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (inputFile == nil) == (outputFile == nil) else {
      throw ValidationError("--input and --output go together")
    }
    guard images.isEmpty != (inputFile == nil) else {
      throw ValidationError("name either images, or --input and --output")
    }
    guard !show || inputFile == nil else { throw ValidationError("--show is for images") }
  }

  func run() throws {
    if let inputFile, let outputFile { return try run(inputFile, to: outputFile) }
    let loaded = try LoadedModel(path: model, threads: threading.threads)
    var answers: [String] = []
    var failures: [String] = []
    for path in images {
      do {
        let picture = try loaded.prepared(Image(file: path))
        let answer = try loaded.answer(prepared: picture)
        if output.json { answers.append(answer.json(for: path)) } else { print(answer.line(for: path)) }
        if show, !output.json { print(TerminalPicture(picture).text) }
      } catch {
        failures.append("\(error)")
      }
    }
    if output.json { print("[" + answers.joined(separator: ",") + "]") }
    guard failures.isEmpty else { throw Failures(messages: failures) }
  }

  /// Runs a batch of raw tensors.
  private func run(_ inputFile: String, to outputFile: String) throws {
    try OutputFile.check(outputFile, ending: ".npy")
    let inputs = try NumPyArray(path: inputFile)
    let outputs = try TensorBatch(try LoadedModel(path: model, threads: threading.threads), model: model).run(
      inputs, path: inputFile)
    try outputs.write(to: outputFile)
    let figures = TensorFigures(
      input: inputFile, output: outputFile, count: outputs.shape[0],
      outputShape: Array(outputs.shape.dropFirst()))
    if output.json { return try JSONOutput.print(figures) }
    print("\(outputFile): \(Format.grouped(figures.count)) outputs of shape \(figures.outputShape)")
  }

  /// What a run of raw tensors prints.
  private struct TensorFigures: Encodable {
    var input: String
    var output: String
    var count: Int
    var outputShape: [Int]
  }

  /// What went wrong with some of the images, a line each.
  private struct Failures: Error, CustomStringConvertible {
    var messages: [String]
    var description: String { messages.joined(separator: "\napus: ") }
  }
}
