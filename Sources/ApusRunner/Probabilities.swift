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
  /// None of an output of values. Where the rule for none of the classes is left out of account, a class that means none has 0,
  /// and the others share its part.
  /// - Precondition: `index` is in `0 ..< model.outputCount`, and the output is of int8.
  public func probabilities(ofOutput index: Int = 0) -> [Float] {
    var all = allProbabilities(ofOutput: index)
    guard let none = ignoredClass(ofOutput: index), none < all.count else { return all }
    all[none] = 0
    let rest = all.reduce(0, +)
    guard model.output(index).meaning != .independentProbabilities, rest > 0 else { return all }
    return all.map { $0 / rest }
  }

  private func allProbabilities(ofOutput index: Int) -> [Float] {
    let output = model.output(index)
    switch output.meaning {
    case .values: return []
    case .logits:
      let temperature = output.temperature
      let logits = reals(ofOutput: index).map { temperature == 1 ? $0 : $0 / temperature }
      if logits.allSatisfy(\.isFinite) { return softmax(logits) }
      // Scales near the largest Float: doubles hold what they stand for.
      let value = session.output(index)
      let scale = Double(value.record.scale) / Double(temperature)
      return softmax(value.integers.map { Double($0) * scale })
    case .probabilities, .independentProbabilities: return reals(ofOutput: index).map(Self.probability)
    case .probability:
      let second = Self.probability(reals(ofOutput: index)[0])
      return [1 - second, second]
    }
  }

  /// A number between 0 and 1. Scales may be such that an output's integers stand for more.
  private static func probability(_ real: Float) -> Float { min(max(real, 0), 1) }

  /// The class that an output said in the last run, whether or not its rule says that it is none: of equal ones the first. Where
  /// the rule is left out of account, no class that means none.
  /// - Precondition: as for `probabilities`, and the output's numbers mean classes.
  public func bestClass(ofOutput index: Int = 0) -> Int {
    let integers = session.output(index).integers
    let output = model.output(index)
    if output.meaning == .probability { return Int32(integers[0]) >= output.number ? 1 : 0 }
    guard let none = ignoredClass(ofOutput: index), integers.count > 1 else { return argmax(integers) }
    var best = none == 0 ? 1 : 0
    for place in integers.indices where place != none && integers[place] > integers[best] { best = place }
    return best
  }

  /// Whether an output's rule said, in the last run, that it is none of its classes; never where rules are left out of account.
  /// - Precondition: `index` is in `0 ..< model.outputCount`.
  public func isNone(ofOutput index: Int = 0) -> Bool {
    let output = model.output(index)
    guard obeysUnknownRules, output.rule != .never, output.meaning != .values else { return false }
    return session.decision(ofOutput: index) == nil
  }

  /// The class that means none, where rules are left out of account.
  private func ignoredClass(ofOutput index: Int) -> Int? {
    let output = model.output(index)
    return obeysUnknownRules || output.rule != .output ? nil : Int(output.number)
  }
}
