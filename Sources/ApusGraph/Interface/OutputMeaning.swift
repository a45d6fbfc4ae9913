/// What the numbers of an output stand for.
public enum OutputMeaning: String, Hashable, Sendable, CaseIterable {
  /// One for each class, the larger the likelier: softmax makes probabilities of them.
  case logits
  /// One probability for each class; together they are 1.
  case probabilities
  /// One probability for each class, whatever the others are: any number of classes may apply.
  case independentProbabilities
  /// One probability, that of the second of two classes.
  case probability
  /// Numbers that stand for themselves: a regression's, an embedding's, a detector's boxes.
  case values

  /// How many classes an output of some elements tells apart.
  public func classCount(elements: Int) -> Int { self == .probability ? 2 * elements : elements }
}

extension Graph {
  /// What a node's value most likely stands for, as an output: what the operation says that made its numbers, whatever
  /// only views them. Where files do not say what an output means, importers take this.
  public func inferredMeaning(of name: String) -> OutputMeaning {
    guard var node = self[node: name] else { return .values }
    while node.operation.body.isView(whileTraining: false), let source = self[node: node.inputs[0]] {
      node = source
    }
    return node.operation.body.outputMeaning(elements: (try? shapes())?[name]?.count ?? 0)
  }
}
