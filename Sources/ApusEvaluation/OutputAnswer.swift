import ApusGraph
import ApusRunner

extension OutputMeaning {
  /// The class that an output's numbers speak for, and the probability that they give it. Of equal classes it is the first; one
  /// probability of ½ is the second, as in int8.
  ///
  /// - Parameters:
  ///   - values: of one sample, at least one.
  ///   - temperature: divides logits before they become probabilities.
  func answer(_ values: [Float], temperature: Float = 1) -> (answer: Int, confidence: Float) {
    let best = argmax(values)
    switch self {
    case .logits: return (best, softmax(temperature == 1 ? values : values.map { $0 / temperature })[best])
    case .probabilities, .independentProbabilities, .values: return (best, values[best])
    case .probability:
      let second = values[0] >= 0.5
      return (second ? 1 : 0, second ? values[0] : 1 - values[0])
    }
  }
}

extension NetworkOutput {
  /// Whether the output's rule says that a sample is none of its classes, by other means than a class that says so.
  /// - Parameters:
  ///   - values: the sample's numbers, before a softmax that the network ends in where they are logits.
  ///   - meaning: what the numbers are, which may be the logits of the output's probabilities.
  func rejects(_ values: [Float], meaning: OutputMeaning) -> Bool {
    guard let unknownRule else { return false }
    if case .output = unknownRule { return false }
    let isBeforeSoftmax = self.meaning == .probabilities && meaning == .logits
    return unknownRule.rejects(isBeforeSoftmax ? softmax(values) : values)
  }
}
