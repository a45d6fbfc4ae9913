import ApusGraph

extension Graph {
  /// An ordinary smaller graph without the given units of channels: weights, biases, normalizations and
  /// statistics lose the rows and columns that belonged to them.
  ///
  /// - Parameters:
  ///   - units: numbers of units of `dependencies`.
  ///   - dependencies: the analysis of this very graph.
  /// - Throws: `graph` where the result is not valid, because a layer would have lost all of its channels.
  public func removing(
    units: Set<Int>, dependencies: ChannelDependencies
  ) throws(CompressionError) -> Graph {
    /// Positions of the channels of a value that stay.
    func kept(_ value: String) -> [Int] {
      dependencies.units[value]!.enumerated().filter { _, unit in unit.map { !units.contains($0) } ?? true }
        .map(\.offset)
    }
    var result = self
    for (index, node) in nodes.enumerated() {
      let kept = KeptChannels(
        inputs: kept(node.inputs[0]), outputs: kept(node.name),
        outputCount: dependencies.units[node.name]!.count)
      var body = node.operation.body
      for specification in body.parameters {
        let name = node.parameterName(specification)
        if let axis = specification.inputAxis { result.parameters[name]?.keep(kept.inputs, axis: axis) }
        if let axis = specification.outputAxis { result.parameters[name]?.keep(kept.outputs, axis: axis) }
      }
      body.keepChannels(kept)
      result.nodes[index].operation = body.operation
    }
    do { try result.validate() } catch { throw .graph(error) }
    return result
  }
}

extension Tensor {
  /// Keeps the given positions along one axis.
  fileprivate mutating func keep(_ positions: [Int], axis: Int) {
    let extent = shape[axis]
    guard positions.count < extent else { return }
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    var result: [Float] = []
    result.reserveCapacity(outer * positions.count * inner)
    for block in 0..<outer {
      for position in positions {
        let start = (block * extent + position) * inner
        result += values[start..<start + inner]
      }
    }
    shape[axis] = positions.count
    values = result
  }
}
