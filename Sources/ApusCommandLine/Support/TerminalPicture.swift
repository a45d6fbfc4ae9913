import ApusImage
import ApusReporting
import Foundation

/// A small picture in text: half blocks in shades of gray or in colors where a terminal shows them, and
/// characters of growing darkness elsewhere.
struct TerminalPicture {
  private let image: Image
  private let isColored: Bool

  /// A picture; colored on a terminal, unless `NO_COLOR` is set.
  init(_ image: Image, isColored: Bool? = nil) {
    self.image = image
    let environment = ProcessInfo.processInfo.environment
    self.isColored =
      isColored
      ?? (TerminalStream(descriptor: STDOUT_FILENO).canRedraw && environment["NO_COLOR"] == nil)
  }

  /// Lines of text; pixels are as wide as they are high.
  var text: String { isColored ? colored : plain }

  private var plain: String {
    let shades = Array(" .:-=+*#%@")
    let gray = image.converted(channels: 1)
    return (0..<gray.height).map { row in
      var line = ""
      for column in 0..<gray.width {
        let shade = shades[Int(gray.pixels[row * gray.width + column]) * (shades.count - 1) / 255]
        line += "\(shade)\(shade)"
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// The upper half of each character is one row, the lower the next.
  private var colored: String {
    stride(from: 0, to: image.height, by: 2).map { row in
      var line = ""
      for column in 0..<image.width {
        line += "\u{1B}[38;2;\(color(row, column))"
        line += row + 1 < image.height ? ";48;2;\(color(row + 1, column))m▀" : ";49m▀"
      }
      return line + "\u{1B}[0m"
    }.joined(separator: "\n")
  }

  private func color(_ row: Int, _ column: Int) -> String {
    let at = (row * image.width + column) * image.channels
    let last = image.channels - 1
    return [0, min(1, last), last].map { "\(image.pixels[at + $0])" }.joined(separator: ";")
  }
}
