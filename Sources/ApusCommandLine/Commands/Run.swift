import ApusData
import ApusFiles
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
      and centered as MNIST's were. The small program apus-run prints the same. Of a folder all pictures are taken, \
      of those below it too; - is a picture on standard input.

      With --input and --output, a NumPy array of shape [n, …] goes in and the raw int8 outputs come out: int8 \
      elements as they are, float32 ones quantized with the model's own scale and zero point.

        apus run digits.apus photo1.jpg photo2.jpg
        apus run digits.apus photos/
        apus run model.apus --input inputs.npy --output outputs.npy
      """)

  @Argument(help: ArgumentHelp("The .apus file.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("JPEG or PNG files, or folders of these.", valueName: "image"))
  var images: [String] = []

  @Option(name: .customLong("input"), help: ArgumentHelp("A .npy file of inputs.", valueName: "file"))
  var inputFile: String?

  @Option(
    name: .customLong("output"), help: ArgumentHelp("The .npy file of outputs to write.", valueName: "file"))
  var outputFile: String?

  @Flag(help: "Draw what the model sees.")
  var show = false

  @OptionGroup var fitting: FitOption

  @OptionGroup var threading: ThreadsOption
  @OptionGroup var limits: LimitsOption

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (inputFile == nil) == (outputFile == nil) else {
      throw ValidationError("--input and --output go together")
    }
    guard images.isEmpty != (inputFile == nil) else {
      throw ValidationError("name either images, or --input and --output")
    }
    guard !show || inputFile == nil else { throw ValidationError("--show is for images") }
    guard fitting.fit == nil || inputFile == nil else { throw ValidationError("--fit is for images") }
    guard !show || !output.json else { throw ValidationError("--show draws, which --json cannot hold") }
    guard images.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("- can be named once: standard input holds one picture")
    }
  }

  func run() throws {
    try InputKind.model.check(model, for: "run")
    if let inputFile, let outputFile { return try run(inputFile, to: outputFile) }
    let loaded = try loaded()
    let fit = try fitting.fit(for: loaded)
    let arguments = PictureArguments(images)
    var answers: [String] = []
    var failures = arguments.complaints
    for picture in arguments.pictures {
      let (answer, seen): (Answer, Image)
      do {
        seen = try loaded.prepared(Image(file: picture.path, limits: limits.limits), fit: fit)
        answer = try loaded.answer(prepared: seen)
      } catch {
        failures.append("\(error)")
        continue
      }
      if output.json {
        answers.append(answer.json(for: picture.name))
      } else {
        try print(answer.line(for: picture.name))
        if show { try StandardOutput.print(TerminalPicture(seen).text) }
      }
    }
    if output.json { try StandardOutput.print("[" + answers.joined(separator: ",") + "]") }
    guard failures.isEmpty else { throw Failures(messages: failures) }
  }

  private func loaded() throws(RunnerError) -> LoadedModel {
    try LoadedModel(path: model, threads: threading.threads, limits: limits.limits)
  }

  /// Runs a batch of raw tensors.
  private func run(_ inputFile: String, to outputFile: String) throws {
    try InputKind.array.check(inputFile, for: "run --input")
    try OutputFile.check(outputFile, ending: ".npy", inputs: [inputFile, model])
    let inputs = try NumPyArray(path: inputFile, limits: limits.limits)
    let outputs = try TensorBatch(loaded(), model: model).run(
      inputs, path: inputFile, limits: limits.limits)
    try outputs.write(to: outputFile)
    let figures = TensorFigures(
      input: inputFile, output: outputFile, count: outputs.shape[0],
      outputShape: Array(outputs.shape.dropFirst()))
    if output.json { return try JSONOutput.print(figures) }
    try print("\(outputFile): \(Format.grouped(figures.count)) outputs of shape \(figures.outputShape)")
  }

  /// What a run of raw tensors prints.
  private struct TensorFigures: Encodable {
    var input: String
    var output: String
    var count: Int
    var outputShape: [Int]
  }
}
