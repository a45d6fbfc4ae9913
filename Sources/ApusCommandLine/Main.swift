import ApusFiles
import ApusRunner
import ArgumentParser
import Foundation

/// Parses, runs, and turns every way of failing into one line and an exit status: 2 for wrong usage,
/// 1 for anything that went wrong while doing what was asked.
@main
enum Main {
  static func main() {
    StandardOutput.prepare()
    do {
      try Memory.checkForStart(256 << 20)
      try KernelLevel.checkEnvironment()
      try run(CommandWords(Array(CommandLine.arguments.dropFirst())))
      try StandardOutput.finish()
    } catch let error as UsageError {
      fail("\(error)", status: 2)
    } catch {
      fail("\(error)", status: 1)
    }
  }

  /// - Throws: `UsageError` for wrong usage, and whatever the command throws.
  private static func run(_ words: CommandWords) throws {
    try words.check()
    do {
      var command = try Apus.parseAsRoot(words.forParser)
      try command.run()
    } catch {
      switch Apus.exitCode(for: error) {
      // Help and the version are thrown as well.
      case .success: try StandardOutput.print(Apus.fullMessage(for: error))
      case .validationFailure:
        if let error = error as? ValidationError { throw UsageError(error.message, commands: words.commands) }
        throw UsageError(parsing: Apus.fullMessage(for: error))
      default: throw error
      }
    }
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    Notice.say("apus: \(message)")
    exit(status)
  }
}
