import ApusFiles
import ApusImage
import ApusInterchange
import ApusReporting
import ApusRunner
import ArgumentParser

/// `apus prepare`
struct Prepare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Write what a model sees of images, for a program on another machine.",
    discussion: """
      Images become the int8 inputs that `apus run` would give the model, and a NumPy array of shape [n, …] holds \
      them, in the order of the images. A microcontroller that is given its rows needs no code for pictures.

        apus prepare digits.apus photo1.jpg photo2.jpg --out inputs.npy
      """)

  @Argument(help: ArgumentHelp("The .apus file.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("JPEG or PNG files, or folders of these.", valueName: "image"))
  var images: [String]

  @Option(name: .customLong("out"), help: ArgumentHelp("The .npy file to write.", valueName: "file"))
  var outputFile: String

  @OptionGroup var fitting: FitOption
  @OptionGroup var limits: LimitsOption
  @OptionGroup var output: JSONOption

  func run() throws {
    try InputKind.model.check(model, for: "prepare")
    let arguments = PictureArguments(images)
    guard arguments.complaints.isEmpty else { throw Failures(messages: arguments.complaints) }
    let pictures = arguments.pictures
    try OutputFile.check(outputFile, ending: ".npy", inputs: [model] + pictures.map(\.path))
    let loaded = try LoadedModel(path: model, limits: limits.limits)
    let fit = try fitting.fit(for: loaded)
    // The session works in memory that the model owns.
    defer { withExtendedLifetime(loaded) {} }
    try Memory.check(pictures.count * loaded.model.input.count, for: outputFile)
    var elements: [Int8] = []
    elements.reserveCapacity(pictures.count * loaded.model.input.count)
    for picture in pictures {
      let picture = try loaded.prepared(Image(file: picture.path, limits: limits.limits), fit: fit)
      loaded.setInput(prepared: picture)
      elements += loaded.session.input
    }
    let shape = ModelDescription.Tensor(loaded.model.input, name: loaded.inputName(0)).shape
    try NumPyArray(shape: [pictures.count] + shape, elements: .int8(elements)).write(to: outputFile)
    let figures = Figures(output: outputFile, count: pictures.count, shape: shape)
    if output.json { return try JSONOutput.print(figures) }
    try print("\(outputFile): \(Format.grouped(figures.count)) inputs of shape \(figures.shape)")
  }

  /// What is printed.
  private struct Figures: Encodable {
    var output: String
    var count: Int
    var shape: [Int]
  }
}
