import ApusGraph

/// Which trainable parameters of a graph some patterns choose to leave as they are.
struct FrozenParameters {
  /// Full names of the frozen parameters.
  let names: Set<String>

  /// The parameters whose full name, or whose node's name, fits any of the patterns.
  /// - Throws: `patternMatchesNothing`; `everythingFrozen`.
  init(_ patterns: [NamePattern], in graph: Graph) throws(TrainingError) {
    var names: Set<String> = []
    var trainable: [String] = []
    var hits = [Bool](repeating: false, count: patterns.count)
    for node in graph.nodes {
      for specification in node.operation.body.parameters where specification.role.isTrained {
        let name = node.parameterName(specification)
        trainable.append(name)
        for (index, pattern) in patterns.enumerated()
        where pattern.matches(name) || pattern.matches(node.name) {
          names.insert(name)
          hits[index] = true
        }
      }
    }
    if let index = hits.firstIndex(of: false) {
      throw .patternMatchesNothing(patterns[index].description, parameters: trainable)
    }
    guard names.count < trainable.count else { throw .everythingFrozen }
    self.names = names
  }
}
