import ApusModel

extension LoadedModel {
  /// The place of the output that classifies: the first whose numbers mean classes; nil where all are values.
  public var classifier: Int? { (0..<model.outputCount).first { model.output($0).meaning != .values } }

  /// The real numbers that an output gave in the last run.
  /// - Precondition: `index` is in `0 ..< model.outputCount`, and the output is of int8.
  public func reals(ofOutput index: Int) -> [Float] {
    let output = session.output(index)
    return output.integers.map { output.record.real($0) }
  }

  /// The probability of each class that an output gave in the last run: the softmax of logits, divided by the output's
  /// temperature first; probabilities as they are; of one probability, that of the first of two classes is the rest.
  /// None of an output of values.
  /// - Precondition: `index` is in `0 ..< model.outputCount`, and the output is of int8.
  public func probabilities(ofOutput index: Int = 0) -> [Float] {
    let reals = reals(ofOutput: index)
    let output = model.output(index)
    switch output.meaning {
    case .values: return []
    case .logits:
      let temperature = output.temperature
      return softmax(temperature == 1 ? reals : reals.map { $0 / temperature })
    case .probabilities, .independentProbabilities: return reals
    case .probability: return [1 - reals[0], reals[0]]
    }
  }

  /// The class that an output said in the last run, whether or not its rule says that it is none: of equal ones the first.
  /// - Precondition: as for `probabilities`, and the output's numbers mean classes.
  public func bestClass(ofOutput index: Int = 0) -> Int {
    let integers = session.output(index).integers
    let output = model.output(index)
    return output.meaning == .probability ? (Int32(integers[0]) >= output.number ? 1 : 0) : argmax(integers)
  }
}
