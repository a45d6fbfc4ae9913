#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
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
  ///     without a label; nil if it is not wanted.
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
