import ArgumentParser
import Foundation

/// Prints figures for other programs: one JSON document on standard output, keys sorted and in snake_case.
enum JSONOutput {
  static func print(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let data = try encoder.encode(value)
    Swift.print(String(decoding: data, as: UTF8.self))
  }
}

/// The `--json` flag, wherever a figure is printed.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print the figures as JSON.")
  var json = false
}
