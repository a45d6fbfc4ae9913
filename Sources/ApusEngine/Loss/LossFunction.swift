import ApusGraph

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How far a classifier's output is from the labels, by what its numbers mean, with label smoothing (Szegedy et al. 2016,
/// section 7).
///
/// - Logits: softmax cross-entropy, whose target is `1 − ε + ε / classes` for the true class and `ε / classes` for every
///   other.
/// - Probabilities: the negative logarithm of the true class's, with the same targets.
/// - Independent probabilities: binary cross-entropy, summed over the classes, whose target is 1 for the true class and 0
///   for every other, less `ε / 2` and plus `ε / 2`. One probability is that of the second of two classes.
public struct LossFunction: Hashable, Sendable {
  /// ε, in `[0, 1)`; 0 is none.
  public var labelSmoothing: Float
  /// What the numbers mean.
  public var meaning: OutputMeaning
  /// Whether independent probabilities are still to be made of the numbers, by sigmoids.
  public var takesSigmoids: Bool

  /// A loss.
  /// - Parameters:
  ///   - labelSmoothing: ε.
  ///   - meaning: what the output's numbers mean.
  ///   - takesSigmoids: whether probabilities are still to be made of them, which is more exact; only for
  ///     `independentProbabilities` and `probability`.
  /// - Precondition: the meaning is not `values`, which are no classes.
  public init(labelSmoothing: Float = 0, meaning: OutputMeaning = .logits, takesSigmoids: Bool = false) {
    precondition(meaning != .values, "values are no classes")
    self.labelSmoothing = labelSmoothing
    self.meaning = meaning
    self.takesSigmoids = takesSigmoids
  }

  /// The mean loss of a batch, in nats, and how many samples have their largest number at the true class
  /// (of equal ones the first counts).
  ///
  /// - Parameters:
  ///   - values: `[n, classes]`, or `[n, 1]` of one probability, n being at least the number of labels; rows without a
  ///     label do not count.
  ///   - labels: the true class of each sample, in `0 ..< classes`.
  ///   - classes: how many numbers each row has; unless given, there is a label for every row.
  ///   - gradient: as large, takes the mean loss's gradient with respect to the numbers, zero in rows
  ///     without a label; nil if it is not wanted.
  public func evaluate<Label: BinaryInteger>(
    _ values: UnsafeBufferPointer<Float>, labels: some Collection<Label>, classes: Int? = nil,
    gradient: UnsafeMutableBufferPointer<Float>? = nil
  ) -> (mean: Double, correct: Int) {
    switch meaning {
    case .logits, .values:
      crossEntropy(values, labels: labels, classes: classes, gradient: gradient)
    case .probabilities:
      eachRow(values, labels: labels, width: classes, gradient: gradient, negativeLogLikelihood)
    case .independentProbabilities, .probability:
      eachRow(values, labels: labels, width: classes, gradient: gradient, binaryCrossEntropy)
    }
  }

  /// The class that a row of numbers stands for: that of the largest, of equal ones the first; of a single probability the
  /// second class from one half on.
  /// - Parameter row: at least one number.
  public func answer(_ row: UnsafeBufferPointer<Float>) -> Int {
    guard meaning != .probability else { return row[0] >= (takesSigmoids ? 0 : 0.5) ? 1 : 0 }
    var best = 0
    for index in row.indices where row[index] > row[best] { best = index }
    return best
  }

  /// Softmax cross-entropy. The loops write the exponentials into the gradient, which is why it does not go row by row
  /// as the others do.
  private func crossEntropy<Label: BinaryInteger>(
    _ logits: UnsafeBufferPointer<Float>, labels: some Collection<Label>, classes: Int?,
    gradient: UnsafeMutableBufferPointer<Float>?
  ) -> (mean: Double, correct: Int) {
    let count = labels.count
    guard count > 0 else {
      gradient?.update(repeating: 0)
      return (0, 0)
    }
    let classes = classes ?? logits.count / count
    precondition(classes > 0 && logits.count >= count * classes, "a row of logits for each label is needed")
    precondition((gradient?.count ?? .max) >= count * classes, "the gradient is too short")
    var total = 0.0
    var correct = 0
    let elsewhere = labelSmoothing / Float(classes)
    let scale = 1 / Float(count)
    var unused = [Float](repeating: 0, count: gradient == nil ? classes : 0)
    for (sample, label) in labels.enumerated() {
      let label = Int(label)
      precondition(label >= 0 && label < classes, "a label is out of range")
      let row = UnsafeBufferPointer(rebasing: logits[sample * classes..<(sample + 1) * classes])
      // The exponentials become the gradient in place.
      let output = gradient.map { $0.baseAddress! + sample * classes }
      let powers =
        output.map { Exponentials(of: row, into: $0) }
        ?? unused.withUnsafeMutableBufferPointer { Exponentials(of: row, into: $0.baseAddress!) }
      let largest = row[powers.best]
      var mean: Float = 0
      for logit in row { mean += logit - largest }
      let target = (1 - labelSmoothing) * (row[label] - largest) + elsewhere * mean
      total += Double(logf(powers.sum) - target)
      if powers.best == label { correct += 1 }
      if let output {
        let factor = scale / powers.sum
        for index in 0..<classes { output[index] = output[index] * factor - elsewhere * scale }
        output[label] -= (1 - labelSmoothing) * scale
      }
    }
    if let gradient { for index in count * classes..<gradient.count { gradient[index] = 0 } }
    return (total / Double(count), correct)
  }
}
