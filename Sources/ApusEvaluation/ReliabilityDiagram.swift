import ApusReporting

/// Reliability diagrams of several classifiers beside each other: for each group of like confidence, how many answers are right.
/// Where bars end at the diagonal, probabilities can be taken at their word.
public struct ReliabilityDiagram: Sendable {
  private let parts: [(name: String, calibration: Calibration)]

  /// - Parameter parts: what the classifiers are called, and how they are calibrated.
  public init(_ parts: [(name: String, calibration: Calibration)]) { self.parts = parts }

  /// A line for each group that has answers, with a bar of the share that is right and a mark where the mean confidence is.
  public var text: String {
    parts.map { name, calibration in
      var rows = [["\(name): confidence", "images", "right", "0 ──────────── right ─────────── 1"]]
      for (index, group) in calibration.groups.enumerated() {
        guard let accuracy = group.accuracy, let mean = group.meanConfidence else { continue }
        rows.append([
          "\(Self.bound(index)) … \(Self.bound(index + 1))", Format.grouped(group.count),
          Format.percent(accuracy, places: 1), Self.bar(accuracy, mark: mean),
        ])
      }
      return Format.table(rows, numbers: 1..<3)
        + "\nexpected calibration error \(Format.percent(calibration.expectedError))"
    }.joined(separator: "\n\n")
  }

  private static func bound(_ index: Int) -> String {
    Format.percent(Double(index) / Double(Calibration.groupCount), places: 0)
  }

  /// Where confidence and accuracy agree, the mark is at the bar's end.
  private static func bar(_ share: Double, mark: Double) -> String {
    let width = 34
    let (end, place) = (Int((share * Double(width)).rounded()), min(Int(mark * Double(width)), width - 1))
    return String((0..<width).map { $0 == place ? "┃" : $0 < end ? "█" : "·" })
  }

  /// The diagrams as a picture for a browser.
  public var svg: String {
    let (side, gap) = (240, 60)
    let width = gap + parts.count * (side + gap)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(side + 110)\" "
        + "font-family=\"sans-serif\" font-size=\"12\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
    for (number, part) in parts.enumerated() {
      lines.append("<g transform=\"translate(\(gap + number * (side + gap)),40)\">")
      lines.append("<text x=\"0\" y=\"-16\" font-size=\"14\">\(Self.escaped(part.name))</text>")
      let step = Double(side) / Double(Calibration.groupCount)
      for (index, group) in part.calibration.groups.enumerated() {
        guard let accuracy = group.accuracy, let mean = group.meanConfidence else { continue }
        let height = accuracy * Double(side)
        let title =
          "\(Format.grouped(group.count)) images, \(Format.percent(accuracy, places: 1)) right, "
          + "mean confidence \(Format.percent(mean, places: 1))"
        lines.append(
          "<rect x=\"\(Self.number(Double(index) * step))\" y=\"\(Self.number(Double(side) - height))\" "
            + "width=\"\(Self.number(step - 1))\" height=\"\(Self.number(height))\" fill=\"#4878a8\">"
            + "<title>\(title)</title></rect>")
        lines.append(
          "<circle cx=\"\(Self.number(mean * Double(side)))\" cy=\"\(Self.number(Double(side) - height))\" "
            + "r=\"3\" fill=\"#b03030\"/>")
      }
      lines += [
        "<path d=\"M0 \(side)L\(side) 0\" stroke=\"#808080\" stroke-dasharray=\"4 3\"/>",
        "<path d=\"M0 0V\(side)H\(side)\" fill=\"none\" stroke=\"black\"/>",
        "<text x=\"0\" y=\"\(side + 18)\">confidence 0</text>",
        "<text x=\"\(side)\" y=\"\(side + 18)\" text-anchor=\"end\">1</text>",
        "<text x=\"-6\" y=\"10\" text-anchor=\"end\">1</text>",
        "<text x=\"-6\" y=\"\(side)\" text-anchor=\"end\">right</text>",
        "<text x=\"0\" y=\"\(side + 40)\">expected calibration error "
          + "\(Format.percent(part.calibration.expectedError))</text>",
        "<text x=\"0\" y=\"\(side + 58)\">\(Format.grouped(part.calibration.total)) images</text>",
        "</g>",
      ]
    }
    lines.append("</svg>")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func number(_ value: Double) -> String { Format.decimal(value, 1) }

  private static func escaped(_ text: String) -> String {
    text.printable.map { character in
      switch character {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case _: String(character)
      }
    }.joined()
  }
}
