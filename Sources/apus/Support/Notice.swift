import Foundation

/// Lines for the person who watches: on standard error, so that standard output holds results only.
enum Notice {
  /// Whether standard error is a terminal.
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Prints a line.
  static func say(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

  /// Draws a short line anew, on a terminal only.
  static func draw(_ text: String) {
    guard isTerminal else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  /// Wipes what `draw` has drawn.
  static func clear() { draw("") }
}
