import ApusData
import ApusFiles
import ApusImage
import ApusRunner
import ArgumentParser

/// `apus read`
struct Read: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Read the numbers in pictures with a model for digits.",
    discussion: """
      Finds all digits of a picture, in lines from top to bottom: postal codes, dates, columns of numbers, digits in the \
      boxes of forms. Digits that touch are cut apart where the model finds the reading likeliest. Prints a line for each \
      picture: path, text and confidence, separated by tabs; lines of a column are separated by spaces. The confidence is \
      that all of the text is right. What the model takes for none of its classes is left out. With --json there is each \
      digit's class, confidence and box: column, row, width and height in pixels.

        apus read digits.apus code.jpg
        apus read digits.apus --json --draw boxes.png code.jpg
      """)

  @Argument(help: ArgumentHelp("The .apus file.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("JPEG, PNG or WebP files, or folders of these.", valueName: "image"))
  var images: [String]

  @Option(
    help: ArgumentHelp("Draw the pictures with a box around each digit into a .png file.", valueName: "file"))
  var draw: String?

  @OptionGroup var rules: UnknownRuleOption
  @OptionGroup var threading: ThreadsOption
  @OptionGroup var limits: LimitsOption
  @OptionGroup var output: JSONOption

  func run() throws {
    try InputKind.model.check(model, for: "read")
    let loaded = try LoadedModel(path: model, threads: threading.threads, limits: limits.limits)
    loaded.obeysUnknownRules = !rules.noNone
    let arguments = PictureArguments(images)
    if let draw {
      try OutputFile.check(draw, ending: ".png", inputs: [model] + arguments.pictures.map(\.path))
    }
    var answers: [String] = []
    var drawings: [Image] = []
    var failures = arguments.complaints
    for picture in arguments.pictures {
      do {
        let image = try Image(file: picture.path, limits: limits.limits)
        let reading = try loaded.read(image)
        if output.json {
          answers.append(reading.json(for: picture.name))
        } else {
          try StandardOutput.print(reading.line(for: picture.name))
        }
        if draw != nil { drawings.append(Self.drawing(of: reading, on: image)) }
      } catch let error as FileError {
        throw error
      } catch {
        failures.append("\(error)")
      }
    }
    if let draw, !drawings.isEmpty {
      try AtomicFile.write(Drawing.column(drawings).png(name: draw), to: draw)
    }
    if output.json { try StandardOutput.print("[" + answers.joined(separator: ",") + "]") }
    guard failures.isEmpty else { throw Failures(messages: failures) }
  }

  /// Green boxes around digits, red ones around what is none.
  private static func drawing(of reading: Reading, on original: Image) -> Image {
    var image = original.converted(channels: 3)
    let thickness = max(1, max(image.width, image.height) / 300)
    for digit in reading.digits {
      Drawing.outline(
        digit.box, on: &image, thickness: thickness,
        color: digit.answer.isNone ? [220, 30, 30] : [0, 160, 60])
    }
    return image
  }
}
