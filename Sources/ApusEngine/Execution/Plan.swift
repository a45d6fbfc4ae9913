import ApusGraph

/// The layers of a graph in order, with all memory laid out.
struct Plan {
  let input: Value
  let output: Value
  let values: [String: Value]
  private(set) var steps: [Step] = []

  /// One node's layer, and what is to be added up after it has run backward.
  struct Step {
    let layer: any Layer
    /// Whether its output has influence on the loss and something to train upstream.
    let runsBackward: Bool
    /// Gradients that the layer left beside those of earlier consumers, and where they belong.
    let accumulations: [Accumulation]
  }

  /// An addition: `target ← target + source`.
  struct Accumulation {
    let source: UnsafeMutablePointer<Float>
    let target: UnsafeMutablePointer<Float>
    let count: Int
  }

  init(
    _ graph: Graph, batchSize: Int, mode: Engine.Mode, library: Library, parameters: ParameterBuffer,
    statistics: ParameterBuffer, dropout: DropoutState
  ) throws(EngineError) {
    let shapes: [String: Shape]
    do { shapes = try graph.shapes() } catch { throw .graph(error) }

    let inputData = library.allocate(graph.inputShape.count * batchSize).baseAddress!
    input = Value(shape: graph.inputShape, batchSize: batchSize, data: inputData, needsGradient: false)
    var values = [Graph.inputName: input]
    let nodes = graph.plannedNodes(mode)
    for node in nodes {
      let shape = shapes[node.value]!
      var inputs: [Value] = []
      for name in node.inputs { inputs.append(values[name]!) }
      let isTrained = node.operation.body.parameters.contains { $0.role != .statistic }
      let needsGradient = mode == .training && (isTrained || inputs.contains { $0.needsGradient })
      let data =
        node.operation.isView(mode)
        ? inputs[0].data : library.allocate(shape.count * batchSize).baseAddress!
      values[node.value] = Value(
        shape: shape, batchSize: batchSize, data: data, needsGradient: needsGradient)
    }
    self.values = values
    output = values[nodes[nodes.count - 1].value]!
    if mode == .training { output.gradient = library.allocate(output.count).baseAddress! }

    let live = nodes.liveValues
    let consumers = nodes.consumerCounts
    var scratch: [UnsafeMutablePointer<Float>] = []
    let largest = values.values.map(\.count).max() ?? 0
    var wiring: [String: ([UnsafeMutablePointer<Float>?], [Accumulation])] = [:]
    for node in nodes.reversed() {
      let result = values[node.value]!
      var gradients: [UnsafeMutablePointer<Float>?] = []
      var accumulations: [Accumulation] = []
      for name in node.inputs {
        let value = values[name]!
        guard live.contains(node.value), value.needsGradient, let resultGradient = result.gradient else {
          gradients.append(nil)
          continue
        }
        if let collected = value.gradient {
          // Someone has written there already: leave this share beside it and add it up.
          let used = accumulations.count
          if used == scratch.count { scratch.append(library.allocate(largest).baseAddress!) }
          gradients.append(scratch[used])
          accumulations.append(Accumulation(source: scratch[used], target: collected, count: value.count))
        } else {
          let passes = node.operation.passesGradient(mode) && node.rectifier == .none
          let shares = passes && consumers[name] == 1
          value.gradient = shares ? resultGradient : library.allocate(value.count).baseAddress!
          gradients.append(value.gradient)
        }
      }
      wiring[node.value] = (gradients, accumulations)
    }

    for node in nodes {
      let (gradients, accumulations) = wiring[node.value]!
      let result = values[node.value]!
      let site = Site(
        name: node.name, mode: mode, batchSize: batchSize, library: library,
        inputs: node.inputs.map { [values] name in values[name]! }, output: result, inputGradients: gradients,
        parameters: parameters, statistics: statistics, dropout: dropout)
      steps.append(
        Step(
          layer: try node.operation.layer(node.rectifier, at: site),
          runsBackward: live.contains(node.value) && result.needsGradient && result.gradient != nil,
          accumulations: accumulations))
    }
  }
}

extension [PlannedNode] {
  /// Names of the values that reach the output.
  fileprivate var liveValues: Set<String> {
    var live: Set<String> = []
    for node in reversed() where live.isEmpty || live.contains(node.value) {
      live.insert(node.value)
      live.formUnion(node.inputs)
    }
    return live
  }

  /// How often each value is taken.
  fileprivate var consumerCounts: [String: Int] {
    reduce(into: [:]) { counts, node in
      for name in node.inputs { counts[name, default: 0] += 1 }
    }
  }
}
