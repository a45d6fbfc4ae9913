import ApusEngine
import ApusGraph

/// All trainable parameters and running statistics of an engine, each in one flat list in the engine's order.
struct FlatWeights: Hashable {
  /// The trainable parameters.
  var values: [Float]
  /// The running statistics and constants.
  var statistics: [Float]
}

extension FlatWeights {
  /// A copy of an engine's weights and running statistics.
  init(of engine: Engine) {
    self.init(values: Array(engine.parameters.values), statistics: Array(engine.statistics.values))
  }

  /// Copies the weights into an engine.
  func load(into engine: Engine) {
    _ = engine.parameters.values.update(fromContentsOf: values)
    _ = engine.statistics.values.update(fromContentsOf: statistics)
  }

  /// A graph with these weights, laid out as an engine has them.
  ///
  /// - Parameters:
  ///   - graph: the graph; what no slot names stays as it is.
  ///   - engine: whose slots say where each parameter lies.
  ///   - kept: nodes whose parameters stay as the graph has them.
  func stored(in graph: Graph, as engine: Engine, keeping kept: Set<String>) -> Graph {
    var result = graph
    let keptNames = Set(
      graph.nodes.filter { kept.contains($0.name) }.flatMap { node in
        node.operation.body.parameters.map { node.parameterName($0) }
      })
    for (slots, values) in [(engine.parameters.slots, values), (engine.statistics.slots, statistics)] {
      for slot in slots where !keptNames.contains(slot.name) {
        result.parameters[slot.name] = Tensor(shape: slot.shape, values: Array(values[slot.range]))
      }
    }
    return result
  }
}
