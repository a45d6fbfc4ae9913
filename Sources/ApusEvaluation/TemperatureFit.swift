import Foundation

/// Finds the temperature by which a classifier's logits are to be divided, so that its probabilities are as often right as they
/// say: the one with the least cross-entropy of the truths (Guo et al. 2017, section 4.2). It changes no answer.
///
/// Of `n` images a truth counts `(n + 1) / (n + 2)`, and the other classes share the rest (Platt 1999, section 2.2): that no image
/// of a few was wrong does not say that none ever is, and without it would make every answer certain.
public struct TemperatureFit: Sendable {
  /// Fewer images than this say nothing.
  public static let fewestImages = 100

  /// The temperature, between 1/20 and 20.
  public let temperature: Float
  /// The mean cross-entropy with it, in nats.
  public let loss: Double

  /// Fits a temperature.
  /// - Parameters:
  ///   - logits: of all images, a row of `classes` for each.
  ///   - classes: how many there are.
  ///   - truths: the class of each image.
  /// - Returns: nil where there are fewer than 100 images, or one class.
  /// - Precondition: there is a row for each truth.
  public init?(_ logits: [Float], classes: Int, truths: [Int]) {
    precondition(logits.count == truths.count * classes)
    guard truths.count >= Self.fewestImages, classes > 1 else { return nil }
    let values = logits.map(Double.init)
    let certainty = Double(truths.count + 1) / Double(truths.count + 2)
    let others = (1 - certainty) / Double(classes - 1)
    func loss(_ logTemperature: Double) -> Double {
      let factor = exp(-logTemperature)
      var sum = 0.0
      for (index, truth) in truths.enumerated() {
        let row = values[index * classes..<(index + 1) * classes]
        let largest = row.max() ?? 0
        let total = row.reduce(0) { $0 + exp(factor * ($1 - largest)) }
        let right = row[row.startIndex + truth] - largest
        let wrong = row.reduce(0) { $0 + $1 - largest } - right
        sum += log(total) - factor * (certainty * right + others * wrong)
      }
      return sum / Double(truths.count)
    }
    // The loss is convex in the factor and has one minimum in its logarithm: the golden section closes in on it.
    let golden = (5.0.squareRoot() - 1) / 2
    var (low, high) = (-log(20.0), log(20.0))
    var (left, right) = (high - golden * (high - low), low + golden * (high - low))
    var (atLeft, atRight) = (loss(left), loss(right))
    while high - low > 1e-4 {
      if atLeft < atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - golden * (high - low)
        atLeft = loss(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + golden * (high - low)
        atRight = loss(right)
      }
    }
    temperature = Float(exp((low + high) / 2))
    self.loss = min(atLeft, atRight)
  }
}
