import ApusReporting

/// How often images of each class were taken for each class.
public struct ConfusionMatrix: Hashable, Sendable {
  /// What the classes are called.
  public let classNames: [String]
  /// `counts[truth][answer]`
  public private(set) var counts: [[Int]]

  /// An empty matrix.
  public init(classNames: [String]) {
    self.classNames = classNames
    counts = Array(
      repeating: Array(repeating: 0, count: classNames.count), count: classNames.count)
  }

  /// The matrix of some answers.
  /// - Precondition: there is an answer for each truth, and both are positions in `classNames`.
  public init(classNames: [String], truths: [Int], answers: [Int]) {
    self.init(classNames: classNames)
    precondition(truths.count == answers.count)
    for (truth, answer) in zip(truths, answers) { add(truth: truth, answer: answer) }
  }

  /// Counts one image.
  public mutating func add(truth: Int, answer: Int) { counts[truth][answer] += 1 }

  /// How many images were counted.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// How many of them were taken for what they are.
  public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// `correct / total`, or 0 of nothing.
  public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

  /// Rows of truths, columns of answers, and each class's share found (recall) and share right among what
  /// was taken for it (precision). Zeros are dots, so that mistakes catch the eye.
  public var table: String {
    let names = classNames.map { String($0.prefix(10)) }
    let widest = counts.joined().map { String($0).count }.max() ?? 1
    // Precisions take up to four characters, the rows' longest heading five.
    let width = max(names.map(\.count).max() ?? 1, widest, 4) + 1
    let first = max(width, 6)
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    var lines = [
      right("", first) + names.map { right($0, width) }.joined() + right("recall", 10)
    ]
    for truth in counts.indices {
      let cells = counts[truth].map { right($0 == 0 ? "·" : String($0), width) }.joined()
      let recall = Self.share(counts[truth][truth], of: counts[truth].reduce(0, +), steps: 1000)
      lines.append(
        right(names[truth], first) + cells + right(recall.map { Format.percent($0, places: 1) } ?? "–", 10))
    }
    let precision = counts.indices.map { answer in
      Self.share(counts[answer][answer], of: counts.reduce(0) { $0 + $1[answer] }, steps: 100)
    }
    // There is no room for a space before the sign.
    let cells = precision.map { $0.map { Format.decimal($0 * 100, 0) + "%" } ?? "–" }
    lines.append(right("prec.", first) + cells.map { right($0, width) }.joined())
    return lines.joined(separator: "\n")
  }

  /// The share to the nearest of some steps, halves upwards; nil of nothing.
  private static func share(_ part: Int, of whole: Int, steps: Double) -> Double? {
    whole > 0 ? (Double(part) / Double(whole) * steps).rounded() / steps : nil
  }
}
