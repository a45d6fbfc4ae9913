#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Softmax cross-entropy with label smoothing (Szegedy et al. 2016, section 7): the target is
/// `1 − ε + ε / classes` for the true class and `ε / classes` for every other.
public struct LossFunction: Hashable, Sendable {
  /// ε, in `[0, 1)`; 0 is plain cross-entropy.
  public var labelSmoothing: Float

  /// A loss with the given smoothing.
  public init(labelSmoothing: Float = 0) { self.labelSmoothing = labelSmoothing }

  /// The mean loss of a batch, in nats, and how many samples have their largest logit at the true class
  /// (of equal ones the first counts).
  ///
  /// - Parameters:
  ///   - logits: `[n, classes]`, n being at least the number of labels; rows without a label do not count.
  ///   - labels: the true class of each sample, in `0 ..< classes`.
  ///   - classes: how many there are; unless given, there is a label for every row.
  ///   - gradient: `[n, classes]`, takes the mean loss's gradient with respect to the logits, zero in rows
  ///     without a label; nil where none is wanted.
  public func evaluate<Label: BinaryInteger>(
    _ logits: UnsafeBufferPointer<Float>, labels: some Collection<Label>, classes: Int? = nil,
    gradient: UnsafeMutableBufferPointer<Float>? = nil
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
    for (sample, label) in labels.enumerated() {
      let label = Int(label)
      precondition(label >= 0 && label < classes, "a label is out of range")
      let row = logits.baseAddress! + sample * classes
      var best = 0
      for index in 1..<classes where row[index] > row[best] { best = index }
      let largest = row[best]
      var sum: Float = 0
      var mean: Float = 0
      for index in 0..<classes {
        sum += expf(row[index] - largest)
        mean += row[index] - largest
      }
      let logarithm = logf(sum)
      let target = (1 - labelSmoothing) * (row[label] - largest) + elsewhere * mean
      total += Double(logarithm - target)
      if best == label { correct += 1 }
      if let gradient {
        let output = gradient.baseAddress! + sample * classes
        let factor = scale / sum
        for index in 0..<classes {
          output[index] = expf(row[index] - largest) * factor - elsewhere * scale
        }
        output[label] -= (1 - labelSmoothing) * scale
      }
    }
    if let gradient { for index in count * classes..<gradient.count { gradient[index] = 0 } }
    return (total / Double(count), correct)
  }
}
