import ApusData
import ApusImage
import ApusRunner
import ArgumentParser
import Foundation

/// `apus run`
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an int8 model on images.",
    discussion: """
      Prints a line for each JPEG or PNG image: path, class and confidence, separated by tabs. Images of any \
      size are prepared as the model wants them: photographs are scaled and cropped, digits are found, cropped \
      and centred as MNIST's were. The small program apus-run prints the same.
      """)

  @Argument(help: ArgumentHelp("The .apus file.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("JPEG or PNG files.", valueName: "image"))
  var images: [String]

  @Flag(help: "Draw what the model sees.")
  var show = false

  @OptionGroup var output: JSONOption

  func run() throws {
    let loaded = try LoadedModel(path: model)
    var answers: [Answer] = []
    var failures: [String] = []
    for path in images {
      do {
        let picture = try loaded.prepared(try Image(file: path), path: model)
        let answer = loaded.answer(prepared: picture, path: path)
        if output.json { answers.append(answer) } else { print(answer.text) }
        if show, !output.json { print(TerminalPicture(picture).text) }
      } catch {
        failures.append("\(error)")
      }
    }
    if output.json { print("[" + answers.map(\.json).joined(separator: ",") + "]") }
    guard failures.isEmpty else { throw Failures(messages: failures) }
  }

  /// What went wrong with some of the images, a line each.
  private struct Failures: Error, CustomStringConvertible {
    var messages: [String]
    var description: String { messages.joined(separator: "\napus: ") }
  }
}
