/// An exponential moving average of flat weights (Polyak and Juditsky 1992):
/// `average ← average + (1 − decay) · (weights − average)`.
///
/// During the first steps the decay is no more than `(1 + step) / (10 + step)`, so that the weights from
/// which training began are soon forgotten.
package struct WeightAverage {
  /// The averages.
  package private(set) var values: [Float]
  /// The decay that is reached in the end.
  package let decay: Float

  /// An average that begins with the given weights.
  package init(_ weights: UnsafeBufferPointer<Float>, decay: Float) {
    values = Array(weights)
    self.decay = decay
  }

  /// An average that goes on from a checkpoint.
  package init(restoring values: [Float], decay: Float) {
    self.values = values
    self.decay = decay
  }

  /// Takes in the weights after a step, which counts from 0.
  package mutating func update(_ weights: UnsafeBufferPointer<Float>, step: Int) {
    precondition(weights.count == values.count, "an average must have a value for each weight")
    let newest = 1 - min(decay, Float(1 + step) / Float(10 + step))
    values.withUnsafeMutableBufferPointer { values in
      for index in 0..<weights.count { values[index] += newest * (weights[index] - values[index]) }
    }
  }
}
