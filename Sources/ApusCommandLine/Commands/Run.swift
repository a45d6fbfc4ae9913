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
    abstract: "Run an int8 model on images, or any network on raw tensors.",
    discussion: """
      Prints a line for each JPEG or PNG image: path, class and confidence, separated by tabs. Images of any \
      size are prepared as the model wants them: photographs are scaled and cropped, digits are found, cropped \
      and centered as MNIST's were. The small program apus-run prints the same. Of a folder all pictures are taken, \
      of those below it too; - is a picture on standard input. Where the model says that a picture is none of its \
      classes, the class is none, in JSON null; so it is where a digit is asked for and there is no ink, or there are \
      several digits, which apus read reads. --explain says why, and what was found; --show draws it.

      With --input and --output, a NumPy array of shape [n, …] goes in and the raw outputs come out, of an int8 \
      model or a float network (.safetensors). An int8 model takes int8 elements as they are, uint8 ones less 128, \
      and float32 ones quantized with its own scale and zero point, and gives int8, or with --float the numbers that these stand \
      for; a float network takes and gives float32. Axes are rows, columns, channels; --layout nchw has the \
      channels in front, as PyTorch and ONNX do. Several inputs are named in order, or each with its name; several \
      outputs go to FILE-0.npy, FILE-1.npy and so on. A network with state keeps it from sample to sample.

        apus run digits.apus photo1.jpg photo2.jpg
        apus run digits.apus photos/
        apus run model.apus --input inputs.npy --output outputs.npy
        apus run network.safetensors --input x.npy --output y.npy --layout nchw
        apus run two-inputs.apus --input left=a.npy --input right=b.npy --output y.npy
      """)

  @Argument(help: ArgumentHelp("The .apus file; with --input also a .safetensors file.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("JPEG or PNG files, or folders of these.", valueName: "image"))
  var images: [String] = []

  @Option(
    name: .customLong("input"),
    help: ArgumentHelp("A .npy file of inputs; once for each input of the network.", valueName: "file"))
  var inputFiles: [String] = []

  @Option(
    name: .customLong("output"), help: ArgumentHelp("The .npy file of outputs to write.", valueName: "file"))
  var outputFile: String?

  @Option(
    help: "How the axes of raw tensors lie: \(TensorLayout.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var layout: TensorLayout?

  @Flag(name: .customLong("float"), help: "Write the real numbers that int8 outputs stand for.")
  var asReals = false

  @OptionGroup var rules: UnknownRuleOption

  @Flag(help: "Draw the picture, the ink that was found in it and what the model sees.")
  var show = false

  @Flag(help: "Say what was found in the picture.")
  var explain = false

  @Option(
    name: .customLong("out"),
    help: ArgumentHelp("Draw what --show does into a .png file, a row for each picture.", valueName: "file"))
  var drawingFile: String?

  @OptionGroup var fitting: FitOption

  @OptionGroup var threading: ThreadsOption
  @OptionGroup var limits: LimitsOption

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard inputFiles.isEmpty == (outputFile == nil) else {
      throw ValidationError("--input and --output go together")
    }
    guard images.isEmpty != inputFiles.isEmpty else {
      throw ValidationError("name either images, or --input and --output")
    }
    guard !show && !explain && drawingFile == nil || images != [] else {
      throw ValidationError("--show, --explain and --out are for images")
    }
    guard !rules.noNone || images != [] else { throw ValidationError("--no-none is for images") }
    guard fitting.fit == nil || images != [] else { throw ValidationError("--fit is for images") }
    guard layout == nil && !asReals || images == [] else {
      throw ValidationError("--layout and --float are for raw tensors")
    }
    guard !show && !explain || !output.json else {
      throw ValidationError("--show and --explain are for people, and --json cannot hold them")
    }
    guard images.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("- can be named once: standard input holds one picture")
    }
  }

  func run() throws {
    if let outputFile { return try run(inputFiles, to: outputFile) }
    try InputKind.model.check(model, for: "run")
    let loaded = try loaded()
    loaded.obeysUnknownRules = !rules.noNone
    let fit = try fitting.fit(for: loaded)
    let arguments = PictureArguments(images)
    if let drawingFile {
      try OutputFile.check(drawingFile, ending: ".png", inputs: [model] + arguments.pictures.map(\.path))
    }
    var answers: [String] = []
    var drawings: [Image] = []
    var failures = arguments.complaints
    for picture in arguments.pictures {
      let (image, look): (Image, Look)
      do {
        image = try Image(file: picture.path, limits: limits.limits, leastSide: loaded.leastSide)
        look = try loaded.look(at: image, fit: fit)
      } catch {
        failures.append("\(error)")
        continue
      }
      if output.json {
        answers.append(look.answer.json(for: picture.name))
      } else {
        try print(look.answer.line(for: picture.name))
        if explain { try print(look.explanation) }
        if show {
          try StandardOutput.print(TerminalPicture(LookDrawing(look, of: image, side: 28).image).text)
        }
      }
      if drawingFile != nil { drawings.append(LookDrawing(look, of: image, side: 196).image) }
    }
    if let drawingFile, !drawings.isEmpty {
      try AtomicFile.write(Drawing.column(drawings).png(name: drawingFile), to: drawingFile)
    }
    if output.json { try StandardOutput.print("[" + answers.joined(separator: ",") + "]") }
    guard failures.isEmpty else { throw Failures(messages: failures) }
  }

  private func loaded() throws(RunnerError) -> LoadedModel {
    try LoadedModel(path: model, threads: threading.threads, limits: limits.limits)
  }

  /// Runs a batch of raw tensors.
  private func run(_ inputFiles: [String], to outputFile: String) throws {
    try InputKind.networkOrModel.check(model, for: "run")
    try OutputFile.check(outputFile, ending: ".npy", inputs: [model])
    let run = TensorRun(try tensorNetwork(), layout: layout ?? .nhwc, limits: limits.limits)
    let paths = run.outputPaths(outputFile)
    for path in paths {
      try OutputFile.check(path, ending: ".npy", inputs: run.inputPaths(inputFiles) + [model])
    }
    let outputs = try run.outputs(for: inputFiles)
    for (path, array) in zip(paths, outputs) { try array.write(to: path) }
    let leading = outputs[0].shape.count - run.outputShapes[0].count
    let figures = TensorFigures(
      input: inputFiles[0], output: paths[0], count: outputs[0].shape[..<leading].reduce(1, *),
      outputShape: run.outputShapes[0],
      outputs: zip(paths, run.outputShapes).map { TensorFigures.Output(path: $0, shape: $1) })
    if output.json { return try JSONOutput.print(figures) }
    for (path, shape) in zip(paths, run.outputShapes) {
      try print("\(path): \(Format.grouped(figures.count)) outputs of shape \(shape)")
    }
  }

  /// What the file holds, ready for raw tensors.
  private func tensorNetwork() throws -> any TensorNetwork {
    guard FileKind(path: model) == .safetensors else {
      return try Int8TensorNetwork(loaded(), asReals: asReals)
    }
    return try FloatTensorNetwork(GraphFile.read(path: model, limits: limits.limits), path: model)
  }

  /// What a run of raw tensors prints.
  private struct TensorFigures: Encodable {
    var input: String
    var output: String
    var count: Int
    var outputShape: [Int]
    /// Each output's file and the extents of a sample in it.
    var outputs: [Output]

    struct Output: Encodable {
      var path: String
      var shape: [Int]
    }
  }
}
