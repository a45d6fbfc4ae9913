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
      do {
        try command.run()
      } catch let error as CleanExit {
        throw error
      } catch let error as ValidationError {
        throw error
      } catch {
        fail("\(error)", status: 1)
      }
    } catch {
      let text = Apus.fullMessage(for: error)
      guard Apus.exitCode(for: error) != .success else {
        print(text)
        return
      }
      fail(text, status: 2)
    }
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    let line = message.hasPrefix("Error: ") ? String(message.dropFirst("Error: ".count)) : message
    FileHandle.standardError.write(Data("apus: \(line)\n".utf8))
    exit(status)
  }
}
