#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension LossFunction {
  /// The loss of one sample, and its answer. The gradient's row is written where there is one.
  typealias Row = (
    _ values: UnsafeBufferPointer<Float>, _ label: Int, _ gradient: UnsafeMutableBufferPointer<Float>?
  ) -> (loss: Double, answer: Int)

  /// Probabilities are taken to be at least this, and their complements too, so that logarithms and quotients stay
  /// finite.
  private static let smallest: Float = 1e-7

  /// The mean over all rows that have a label, and how many answers are right; divides gradients by the number of rows.
  func eachRow<Label: BinaryInteger>(
    _ values: UnsafeBufferPointer<Float>, labels: some Collection<Label>, width: Int?,
    gradient: UnsafeMutableBufferPointer<Float>?, _ row: Row
  ) -> (mean: Double, correct: Int) {
    let count = labels.count
    guard count > 0 else {
      gradient?.update(repeating: 0)
      return (0, 0)
    }
    let width = width ?? values.count / count
    precondition(width > 0 && values.count >= count * width, "a row for each label is needed")
    precondition((gradient?.count ?? .max) >= count * width, "the gradient is too short")
    var total = 0.0
    var correct = 0
    for (sample, label) in labels.enumerated() {
      let label = Int(label)
      precondition(label >= 0 && label < meaning.classCount(elements: width), "a label is out of range")
      let range = sample * width..<(sample + 1) * width
      let slopes = gradient.map { UnsafeMutableBufferPointer(rebasing: $0[range]) }
      let (loss, answer) = row(UnsafeBufferPointer(rebasing: values[range]), label, slopes)
      total += loss
      if answer == label { correct += 1 }
      if let slopes { for index in slopes.indices { slopes[index] /= Float(count) } }
    }
    if let gradient { for index in count * width..<gradient.count { gradient[index] = 0 } }
    return (total / Double(count), correct)
  }

  /// `−Σ target · log(probability)`
  func negativeLogLikelihood(
    _ values: UnsafeBufferPointer<Float>, _ label: Int, _ gradient: UnsafeMutableBufferPointer<Float>?
  ) -> (loss: Double, answer: Int) {
    let elsewhere = labelSmoothing / Float(values.count)
    var loss = 0.0
    var best = 0
    for index in values.indices {
      if values[index] > values[best] { best = index }
      let target = elsewhere + (index == label ? 1 - labelSmoothing : 0)
      let probability = max(values[index], Self.smallest)
      if target > 0 { loss -= Double(target * logf(probability)) }
      gradient?[index] = -target / probability
    }
    return (loss, best)
  }

  /// `−Σ (target · log(probability) + (1 − target) · log(1 − probability))`
  func binaryCrossEntropy(
    _ values: UnsafeBufferPointer<Float>, _ label: Int, _ gradient: UnsafeMutableBufferPointer<Float>?
  ) -> (loss: Double, answer: Int) {
    var loss = 0.0
    var best = 0
    for index in values.indices {
      if values[index] > values[best] { best = index }
      let isTrue = meaning == .probability ? label == 1 : index == label
      let target = labelSmoothing / 2 + (isTrue ? 1 - labelSmoothing : 0)
      let value = values[index]
      if takesSigmoids {
        // log(1 + exp(x)), with an exponential that does not overflow.
        loss += Double(max(value, 0) - target * value + log1pf(expf(-abs(value))))
        gradient?[index] = 1 / (1 + expf(-value)) - target
      } else {
        let probability = min(max(value, Self.smallest), 1 - Self.smallest)
        loss -= Double(target * logf(probability) + (1 - target) * logf(1 - probability))
        gradient?[index] = (probability - target) / (probability * (1 - probability))
      }
    }
    guard meaning == .probability else { return (loss, best) }
    return (loss, values[0] >= (takesSigmoids ? 0 : 0.5) ? 1 : 0)
  }
}
