extension Graph {
  /// The output that classifies: the one of a name, or the first whose numbers mean classes.
  /// - Returns: its place in `outputs`.
  /// - Throws: `noOutput` where there is none of that name, `noClassifier` where its numbers, or all outputs', mean
  ///   only themselves.
  public func classifier(named name: String? = nil) throws(GraphError) -> Int {
    let outputs = outputs
    guard let name else {
      guard let first = outputs.firstIndex(where: { $0.meaning != .values }) else { throw .noClassifier(nil) }
      return first
    }
    guard let index = outputs.firstIndex(where: { $0.name == name }) else { throw .noOutput(name) }
    guard outputs[index].meaning != .values else { throw .noClassifier(name) }
    return index
  }

  /// How many classes an output tells apart.
  public func classCount(of output: NetworkOutput) throws(GraphError) -> Int {
    guard let shape = try shapes()[output.node] else { throw .unknownOutput(output.name, node: output.node) }
    return output.meaning.classCount(elements: shape.count)
  }
}
