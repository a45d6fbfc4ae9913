import ApusGraph

/// The layers of a graph in order, with all memory laid out.
struct Plan {
  /// Each input and each state, in the graph's order.
  let inputs: [Value]
  let states: [Value]
  /// Each output, in the graph's order.
  let outputs: [Output]
  let values: [String: Value]
  let partition: Partition
  private(set) var forward = Schedule()
  private(set) var backward = Schedule()
  /// What is to be done with the weights before each forward pass, node by node.
  private(set) var shared: [SharedParameters] = []
  /// What is to be done with their gradients after each backward pass, in any order.
  private(set) var conclusions: [() throws(EngineError) -> Void] = []

  /// A value that is given out, and where its user writes the loss's gradient with respect to it.
  struct Output {
    let value: Value
    /// The value's own gradient where nothing else adds to that; nil in inference mode.
    let gradient: UnsafeMutablePointer<Float>?

    /// Whether the user's gradient must be added to the value's.
    var isApart: Bool { gradient != value.gradient }

    /// The user's gradient; empty in inference mode.
    var gradientElements: UnsafeMutableBufferPointer<Float> {
      UnsafeMutableBufferPointer(start: gradient, count: gradient == nil ? 0 : value.count)
    }
  }

  /// Where an input's gradient goes.
  private enum Destination: Hashable {
    case nowhere
    /// The value's own memory.
    case collected
    /// Scratch of each thread, to be added to what is there already.
    case added(slot: Int)
  }

  init(
    _ graph: Graph, partition: Partition, batchSize: Int, mode: Engine.Mode, library: Library,
    parameters: ParameterBuffer, statistics: ParameterBuffer, dropout: DropoutState
  ) throws(EngineError) {
    let shapes: [String: Shape]
    do { shapes = try graph.shapes() } catch { throw .graph(error) }
    let nodes = PlannedNode.all(graph, shapes: shapes, mode: mode)
    self.partition = partition

    func given(_ shape: Shape) throws(EngineError) -> Value {
      let data = try library.allocate(shape.count * batchSize).baseAddress!
      return Value(shape: shape, batchSize: batchSize, data: data, needsGradient: false)
    }
    inputs = try graph.inputs.map { (input) throws(EngineError) in try given(input.shape) }
    states = try graph.states.map { (state) throws(EngineError) in try given(state.shape) }
    var values: [String: Value] = [:]
    for (input, value) in zip(graph.inputs, inputs) { values[input.name] = value }
    for (state, value) in zip(graph.states, states) { values[state.name] = value }
    for node in nodes {
      let shape = shapes[node.output]!
      let inputs = node.inputs.map { [values] name in values[name]! }
      let needsGradient = mode == .training && (node.isTrained || inputs.contains { $0.needsGradient })
      let data =
        node.isView(mode) ? inputs[0].data : try library.allocate(shape.count * batchSize).baseAddress!
      values[node.output] = Value(
        shape: shape, batchSize: batchSize, data: data, needsGradient: needsGradient)
    }
    self.values = values
    let live = graph.sources(of: Set(graph.outputs.map(\.node)))
    let consumers = nodes.consumerCounts
    outputs = try graph.outputs.map { [values] (output) throws(EngineError) in
      let value = values[output.node]!
      guard mode == .training else { return Output(value: value, gradient: nil) }
      let isShared = consumers[output.node] != nil || graph.outputs.count { $0.node == output.node } > 1
      if value.gradient == nil { value.gradient = try library.allocate(value.count).baseAddress! }
      return Output(
        value: value, gradient: isShared ? try library.allocate(value.count).baseAddress! : value.gradient)
    }
    var slots = 0
    var wiring: [String: [Destination]] = [:]
    for node in nodes.reversed() {
      let result = values[node.output]!
      var destinations: [Destination] = []
      var used = 0
      for name in node.inputs {
        let value = values[name]!
        guard live.contains(node.output), value.needsGradient, let resultGradient = result.gradient else {
          destinations.append(.nowhere)
          continue
        }
        if value.gradient != nil {
          // Someone has written there already: leave this share beside it and add it up.
          destinations.append(.added(slot: used))
          used += 1
        } else {
          // An operand whose elements stand for several has fewer.
          let shares =
            node.passesGradient(mode) && consumers[name] == 1 && value.count == result.count
          value.gradient = shares ? resultGradient : try library.allocate(value.count).baseAddress!
          destinations.append(.collected)
        }
      }
      slots = max(slots, used)
      wiring[node.output] = destinations
    }
    let largest = (shapes.values.map(\.count).max() ?? 1) * partition.largestPart
    let scratch = try (0..<partition.threads).map { _ throws(EngineError) in
      try (0..<slots).map { _ throws(EngineError) in try library.allocate(largest).baseAddress! }
    }

    // The stages in which values and gradients become complete.
    var ready: [String: Int] = [:]
    var gradientReady: [String: Int] = [:]
    var built: [(node: PlannedNode, layers: Layers, sums: [[Accumulation]])] = []
    for node in nodes {
      let shared = SharedParameters(library: library, partition: partition)
      self.shared.append(shared)
      let result = values[node.output]!
      var contexts: [LayerContext] = []
      var sums: [[Accumulation]] = []
      for part in partition.parts {
        var gradients: [UnsafeMutablePointer<Float>?] = []
        var additions: [Accumulation] = []
        for (name, destination) in zip(node.inputs, wiring[node.output]!) {
          let value = values[name]!.samples(part.samples)
          switch destination {
          case .nowhere: gradients.append(nil)
          case .collected: gradients.append(value.gradient)
          case .added(let slot):
            let source = scratch[part.thread][slot]
            gradients.append(source)
            additions.append(Accumulation(source: source, target: value.gradient!, count: value.count))
          }
        }
        contexts.append(
          LayerContext(
            name: node.name, mode: mode, part: part, wholeBatch: batchSize, library: library,
            inputs: node.inputs.map { [values] name in values[name]!.samples(part.samples) },
            output: result.samples(part.samples), inputGradients: gradients, parameters: parameters,
            statistics: statistics, shared: shared, dropout: dropout))
        sums.append(additions)
      }
      let layers = try Layers(node.work, in: contexts)
      let stage = node.inputs.map { ready[$0] ?? 0 }.max() ?? 0
      ready[node.output] = layers.scheduleForward(in: &forward, stage: stage, mode: mode, shared)
      built.append((node, layers, sums))
    }
    conclusions = shared.flatMap(\.conclusions)
    for (node, layers, sums) in built.reversed() {
      let result = values[node.output]!
      guard live.contains(node.output), result.needsGradient, result.gradient != nil else { continue }
      let written = zip(node.inputs, wiring[node.output]!).filter { $1 != .nowhere }.map { $0.0 }
      let stage = layers.scheduleBackward(
        in: &backward, stage: gradientReady[node.output] ?? 0,
        noSoonerThan: written.map { gradientReady[$0] ?? 0 }.max() ?? 0)
      for name in written { gradientReady[name] = stage }
      if sums.contains(where: { !$0.isEmpty }) {
        let add = { (part: Int) in
          for sum in sums[part] { Elementwise.accumulate(sum.source, into: sum.target, count: sum.count) }
        }
        backward.append(to: stage, .other(add))
      }
    }
  }

  /// Begins the gradients of outputs that are also taken by nodes, or are given out more than once, with the user's.
  func seedGradients() {
    for output in outputs where output.isApart { output.value.gradientElements.update(repeating: 0) }
    for output in outputs where output.isApart {
      Elementwise.accumulate(output.gradient!, into: output.value.gradient!, count: output.value.count)
    }
  }

  /// An addition: `target ← target + source`.
  private struct Accumulation {
    let source: UnsafeMutablePointer<Float>
    let target: UnsafeMutablePointer<Float>
    let count: Int
  }
}

extension [PlannedNode] {
  /// How often each value is taken.
  fileprivate var consumerCounts: [String: Int] {
    reduce(into: [:]) { counts, node in
      for name in node.inputs { counts[name, default: 0] += 1 }
    }
  }
}
