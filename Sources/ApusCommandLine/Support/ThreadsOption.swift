import ArgumentParser

/// `--threads`
struct ThreadsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads that share the work of large layers. Answers do not depend on it.", valueName: "count"))
  var threads = 1

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads takes a number from 1 to 256") }
  }
}
