import ArgumentParser
import Foundation

/// Parses, runs, and turns every way of failing into one line and an exit status: 2 for wrong usage,
/// 1 for anything that went wrong while doing what was asked.
@main
enum Main {
  static func main() {
    // A reader that goes away (`apus run … | head`) ends the program quietly, as it does any Unix tool.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try Apus.parseAsRoot()
      try command.run()
    } catch {
      switch Apus.exitCode(for: error) {
      case .success: print(Apus.fullMessage(for: error))
      case .validationFailure: fail(Apus.fullMessage(for: error), status: 2)
      default: fail("\(error)", status: 1)
      }
    }
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    let line = message.hasPrefix("Error: ") ? String(message.dropFirst("Error: ".count)) : message
    Notice.say("apus: \(line)")
    exit(status)
  }
}
