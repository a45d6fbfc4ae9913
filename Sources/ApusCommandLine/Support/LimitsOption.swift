import ApusFiles
import ArgumentParser

/// `--limits`, wherever files are read.
struct LimitsOption: ParsableArguments {
  @Option(
    name: .customLong("limits"),
    help: ArgumentHelp("Allow this many times the usual work and memory for a file.", valueName: "factor"))
  var factor = 1

  /// What readers are given.
  var limits: Limits { Limits(factor: factor) }

  func validate() throws {
    guard (1...1_000_000).contains(factor) else {
      throw ValidationError("--limits takes a number from 1 to 1000000, not \(factor)")
    }
  }
}
