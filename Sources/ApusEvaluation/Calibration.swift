import ApusReporting

/// Whether a classifier is as often right as its probabilities say: answers in fifteen groups of like confidence, and how many of
/// each are right (Guo et al. 2017, "On calibration of modern neural networks").
public struct Calibration: Hashable, Sendable {
  /// How many groups there are, each as wide as the others.
  public static let groupCount = 15

  /// The answers of like confidence.
  public struct Group: Hashable, Sendable {
    /// How many answers there are.
    public var count = 0
    /// How many of them are right.
    public var correct = 0
    /// The sum of their confidences.
    public var confidence = 0.0

    /// The share that is right; nil of nothing.
    public var accuracy: Double? { count > 0 ? Double(correct) / Double(count) : nil }
    /// The mean confidence; nil of nothing.
    public var meanConfidence: Double? { count > 0 ? confidence / Double(count) : nil }
  }

  /// Group `i` has the confidences above `i / 15` up to `(i + 1) / 15`; the first one has 0 too.
  public private(set) var groups = Array(repeating: Group(), count: groupCount)

  /// The calibration of some answers.
  /// - Precondition: there is an answer for each truth.
  public init(_ predictions: Predictions, truths: [Int]) {
    precondition(predictions.answers.count == truths.count)
    for (index, truth) in truths.enumerated() {
      // A damaged model's may be any number.
      let found = Double(predictions.confidences[index])
      let confidence = found.isFinite ? min(max(found, 0), 1) : 0
      let group = max(0, Int((confidence * Double(Self.groupCount)).rounded(.up)) - 1)
      groups[group].count += 1
      groups[group].confidence += confidence
      if predictions.answers[index] == truth { groups[group].correct += 1 }
    }
  }

  /// How many answers there are.
  public var total: Int { groups.reduce(0) { $0 + $1.count } }

  /// The mean, over all answers, of how far their group's share of right answers is from its mean confidence. 0 of nothing.
  public var expectedError: Double {
    guard total > 0 else { return 0 }
    return groups.reduce(0) { $0 + abs(Double($1.correct) - $1.confidence) } / Double(total)
  }
}
