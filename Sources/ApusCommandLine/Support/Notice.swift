import ApusFiles
import ApusReporting

/// Lines for the person who watches: on standard error, so that standard output holds results only.
enum Notice {
  private static let stream = TerminalStream()

  /// Prints a line, or several. Characters that would steer the terminal are escaped.
  static func say(_ text: String) { stream.write("\(text.printableLines)\n") }

  /// Draws a short line anew, on a terminal only.
  static func draw(_ text: String) { if stream.canRedraw { stream.write(TerminalStream.clearLine + text) } }

  /// Wipes what `draw` has drawn.
  static func clear() { draw("") }

  /// Draws a share that grows, with a bar, and wipes it at the end.
  static func progress(_ title: String) -> (Double) -> Void {
    { share in
      draw(share < 1 ? "\(title)  \(Format.bar(share, width: 30)) \(Int(share * 100)) %" : "")
    }
  }
}
