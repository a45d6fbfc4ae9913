import ApusFiles
import ArgumentParser
import Foundation

/// Prints figures for other programs: one JSON document on standard output, keys sorted and in snake_case. Numbers that are
/// not finite, which JSON does not have, are `null`.
enum JSONOutput {
  /// What stands for such a number until it is `null`.
  private static let notFinite = "apus: not finite"

  /// - Throws: `FileError.standardOutput`.
  static func print(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: notFinite, negativeInfinity: notFinite, nan: notFinite)
    let text = String(decoding: try encoder.encode(value), as: UTF8.self)
    try StandardOutput.print(text.replacing("\"\(notFinite)\"", with: "null").printableJSON)
  }
}

/// The `--json` flag, wherever a figure is printed.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print the figures as JSON.")
  var json = false
}
