import ApusGraph

extension Graph {
  /// The output that images of some classes are to be told apart by: the first with just these classes, else the first
  /// with as many, else the first that classifies at all.
  /// - Throws: `noClassifier` where no output does.
  func classifier(for names: [String]) throws(GraphError) -> Int {
    let first = try classifier()
    guard !names.isEmpty else { return first }
    let classifiers = outputs.indices.filter { outputs[$0].meaning != .values }
    if let same = classifiers.first(where: { outputs[$0].classNames == names }) { return same }
    for index in classifiers where try classCount(of: outputs[index]) == names.count { return index }
    return first
  }

  /// What every output's loss is multiplied with: 1 for the classifier and for others of the same named classes, 0 for all
  /// that do not classify the images, unless something else is wanted.
  /// - Throws: `option` for a weight that is negative or not finite, of an output that is not there, or that does not tell
  ///   as many classes apart; and where all are 0.
  func lossWeights(_ wanted: [String: Float], classifier: Int) throws(TrainingError) -> [Float] {
    let names = outputs.map(\.name)
    for name in wanted.keys.sorted() where !names.contains(name) {
      throw .option(
        "the loss weight of \(name)", needed: "that of an output: \(names.joined(separator: ", "))")
    }
    var weights: [Float] = []
    do throws(GraphError) {
      let classes = try classCount(of: outputs[classifier])
      for (index, output) in outputs.enumerated() {
        let isClassifier = output.meaning != .values
        let names = output.classNames
        let isAlike = isClassifier && !names.isEmpty && names == outputs[classifier].classNames
        let weight = wanted[output.name] ?? (index == classifier || isAlike ? 1 : 0)
        let count = try classCount(of: output)
        let fits = weight == 0 || isClassifier && count == classes
        weights.append(weight >= 0 && weight.isFinite && fits ? weight : .nan)
      }
    } catch {
      throw .graph(error)
    }
    if let wrong = weights.firstIndex(where: \.isNaN) {
      throw .option(
        "the loss weight of \(names[wrong])",
        needed: "0, or positive and of an output that tells the images' classes apart")
    }
    guard weights.contains(where: { $0 > 0 }) else { throw .option("a loss weight", needed: "above 0") }
    return weights
  }
}
