import ApusFiles
import ApusReporting

/// How often images of each class were taken for each class.
public struct ConfusionMatrix: Hashable, Sendable {
  /// What the classes are called.
  public let classNames: [String]
  /// `counts[truth][answer]`
  public private(set) var counts: [[Int]]
  /// For each truth, how often the answer was none of the classes.
  public private(set) var noneCounts: [Int]

  /// An empty matrix.
  public init(classNames: [String]) {
    self.classNames = classNames
    counts = Array(
      repeating: Array(repeating: 0, count: classNames.count), count: classNames.count)
    noneCounts = Array(repeating: 0, count: classNames.count)
  }

  /// The matrix of some answers.
  /// - Precondition: there is an answer for each truth, and both are positions in `classNames`, or answers `Predictions.none`.
  public init(classNames: [String], truths: [Int], answers: [Int]) {
    self.init(classNames: classNames)
    precondition(truths.count == answers.count)
    for (truth, answer) in zip(truths, answers) { add(truth: truth, answer: answer) }
  }

  /// Counts one image.
  public mutating func add(truth: Int, answer: Int) {
    if answer == Predictions.none { noneCounts[truth] += 1 } else { counts[truth][answer] += 1 }
  }

  /// How many images were counted.
  public var total: Int { classCounts.reduce(0, +) }

  /// How many of them were taken for what they are.
  public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// `correct / total`, or 0 of nothing.
  public var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

  /// How many images there are of each class.
  public var classCounts: [Int] { zip(counts, noneCounts).map { $0.reduce(0, +) + $1 } }

  /// The share of each class's images that were taken for what they are; nil of a class without images.
  public var recalls: [Double?] {
    counts.indices.map { Self.share(counts[$0][$0], of: classCounts[$0]) }
  }

  /// The mean of the recalls of all classes that have images: what the accuracy would be if there were equally many of
  /// each. 0 of nothing.
  public var balancedAccuracy: Double {
    let recalls = recalls.compactMap(\.self)
    return recalls.isEmpty ? 0 : recalls.reduce(0, +) / Double(recalls.count)
  }

  /// Whether one class has more than twice as many images as another, so that the accuracy says little.
  public var isUneven: Bool {
    let counts = classCounts.filter { $0 > 0 }
    return (counts.max() ?? 0) > 2 * (counts.min() ?? 0)
  }

  /// A line for each class: its images, and the share that was taken for it.
  public var classTable: String {
    let rows = classNames.indices.map { index in
      [
        classNames[index].printable, Format.grouped(classCounts[index]),
        recalls[index].map { Format.percent($0, places: 1) } ?? "–",
      ]
    }
    return Format.table([["class", "images", "recall"]] + rows, numbers: 1...)
  }

  /// Rows of truths, columns of answers (none of the classes where that was one), and each class's share found (recall) and share right among what
  /// was taken for it (precision). Zeros are dots, so that mistakes catch the eye.
  public var table: String {
    let names = classNames.map { String($0.printable.prefix(10)) }
    let widest = (counts.joined() + noneCounts).map { String($0).count }.max() ?? 1
    let hasNone = noneCounts.contains { $0 > 0 }
    // Precisions take up to four characters, the rows' longest heading five.
    let width = max(names.map(\.count).max() ?? 1, widest, 4) + 1
    let first = max(width, 6)
    let recalls = recalls
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    var lines = [
      right("", first) + names.map { right($0, width) }.joined()
        + (hasNone ? right("none", max(width, 6)) : "")
        + right("recall", 10)
    ]
    for truth in counts.indices {
      func cell(_ count: Int, _ width: Int) -> String { right(count == 0 ? "·" : String(count), width) }
      let cells =
        counts[truth].map { cell($0, width) }.joined()
        + (hasNone ? cell(noneCounts[truth], max(width, 6)) : "")
      let recall = recalls[truth].map { Self.rounded($0, steps: 1000) }
      lines.append(
        right(names[truth], first) + cells + right(recall.map { Format.percent($0, places: 1) } ?? "–", 10))
    }
    let precision = counts.indices.map { answer in
      Self.share(counts[answer][answer], of: counts.reduce(0) { $0 + $1[answer] }).map {
        Self.rounded($0, steps: 100)
      }
    }
    // There is no room for a space before the sign.
    let cells = precision.map { $0.map { Format.decimal($0 * 100, 0) + "%" } ?? "–" }
    lines.append(right("prec.", first) + cells.map { right($0, width) }.joined())
    return lines.joined(separator: "\n")
  }

  /// A share; nil of nothing.
  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }

  /// A share to the nearest of some steps, halves upwards.
  private static func rounded(_ share: Double, steps: Double) -> Double { (share * steps).rounded() / steps }
}
