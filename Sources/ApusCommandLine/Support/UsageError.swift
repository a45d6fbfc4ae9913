import ArgumentParser

/// A wrong word on the command line: what is wrong, and how the command is used.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  /// What a command does not take.
  /// - Parameters:
  ///   - message: what is wrong, in one sentence.
  ///   - commands: the command whose usage is shown, after those that it is below.
  init(_ message: String, commands: [any ParsableCommand.Type]) {
    let usage = commands.count > 1 ? Apus.usageString(for: commands.last ?? Apus.self) : Apus.usageString()
    description = """
      \(message)
      Usage: \(usage)
        See '\(commands.map { $0._commandName }.joined(separator: " ")) --help' for more information.
      """
  }

  /// What the parser refuses.
  /// - Parameter message: its own message, with the usage.
  init(parsing message: String) {
    description = message.hasPrefix("Error: ") ? String(message.dropFirst("Error: ".count)) : message
  }
}
