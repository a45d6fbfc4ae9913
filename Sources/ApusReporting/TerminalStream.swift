#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A stream that a person may be watching: standard error, unless told otherwise. What cannot be shown is no
/// reason to stop, so nothing here throws.
package struct TerminalStream: Sendable {
  private let descriptor: Int32

  /// A stream.
  package init(descriptor: Int32 = STDERR_FILENO) { self.descriptor = descriptor }

  /// Whether it leads to a terminal.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Whether it leads to a terminal that can draw a line anew.
  package var canRedraw: Bool {
    isTerminal && getenv("TERM").map { String(cString: $0) } != "dumb"
  }

  /// The terminal's columns; 80 where it does not say.
  package var width: Int {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// What begins the current line anew: carriage return, and erase to the end of the line.
  package static let clearLine = "\r\u{1B}[K"

  /// Writes text as it is.
  package func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = send(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
        guard count > 0 || errno == EINTR else { return }
        sent += max(0, count)
      }
    }
  }
}

/// The system's `write`, out of the shadow of the method.
private func send(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
