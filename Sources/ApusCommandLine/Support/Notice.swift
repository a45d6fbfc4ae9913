#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lines for the person who watches: on standard error, so that standard output holds results only. What cannot
/// be shown is no reason to stop.
enum Notice {
  /// Whether standard error is a terminal.
  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Prints a line.
  static func say(_ text: String) { send("\(text)\n") }

  /// Draws a short line anew, on a terminal only.
  static func draw(_ text: String) { if isTerminal { send("\r\u{1B}[K\(text)") } }

  /// Wipes what `draw` has drawn.
  static func clear() { draw("") }

  /// Draws a share that grows, with a bar, and wipes it at the end.
  static func progress(_ title: String) -> (Double) -> Void {
    { share in
      let done = Int((share * 30).rounded())
      let bar = String(repeating: "█", count: done) + String(repeating: "░", count: 30 - done)
      draw(share < 1 ? "\(title)  \(bar) \(Int(share * 100)) %" : "")
    }
  }

  private static func send(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = write(STDERR_FILENO, bytes.baseAddress! + sent, bytes.count - sent)
        guard count > 0 || errno == EINTR else { return }
        sent += max(0, count)
      }
    }
  }
}
