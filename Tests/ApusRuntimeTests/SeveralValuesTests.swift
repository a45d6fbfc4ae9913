import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Networks of several inputs and outputs, and state, in both forms and by all kernels.
@Suite struct SeveralValuesTests {
  /// What a network makes in a sequence of runs, state carried over by hand: the network without state has its states as
  /// further inputs, and what they become as further outputs.
  private struct Unrolled {
    private let loaded: LoadedModel
    private let graph: QuantizedGraph
    private var states: [[Int8]]

    init(_ graph: QuantizedGraph) throws {
      self.graph = graph
      var plain = graph
      plain.outputs = graph.outputs
      for state in graph.states {
        plain.inputs.append(
          QuantizedInput(name: state.name, shape: state.shape, quantization: state.quantization))
        if graph.nodes.contains(where: { $0.name == state.update }) {
          plain.outputs.append(
            QuantizedOutput(name: "of \(state.name)", node: state.update, meaning: .values))
        }
      }
      plain.states = []
      loaded = try LoadedModel(plain)
      states = Self.initial(graph)
    }

    private static func initial(_ graph: QuantizedGraph) -> [[Int8]] {
      graph.states.map { state in
        (0..<state.shape.count).map { Int8(state.initial[state.initial.count == 1 ? 0 : $0]) }
      }
    }

    mutating func restart() { states = Self.initial(graph) }

    mutating func run(_ inputs: [[Int8]]) -> [[Int8]] {
      loaded.restart()
      let outputs = loaded.step(inputs + states)
      var further = outputs[graph.outputs.count...]
      let earlier = states
      states = graph.states.map { state in
        if let input = graph.inputs.firstIndex(where: { $0.name == state.update }) { return inputs[input] }
        if let other = graph.states.firstIndex(where: { $0.name == state.update }) { return earlier[other] }
        return further.removeFirst()
      }
      return Array(outputs[..<graph.outputs.count])
    }
  }

  /// Compares sessions of a network in both forms with the network without state, run by run, and again after a reset.
  private func compare(_ graph: QuantizedGraph, seed: UInt64, levels: [KernelLevel]) throws {
    var expected = try Unrolled(graph)
    var sessions: [LoadedModel] = []
    for level in levels {
      for form in [FileForm.full, .compact] {
        sessions.append(try LoadedModel(graph, form: form, level: level))
      }
    }
    for _ in 0..<2 {
      var random = RandomSource(seed: seed)
      expected.restart()
      for each in sessions { each.restart() }
      for run in 0..<4 {
        let inputs = graph.inputs.map { random.integers($0.shape.count) }
        let outputs = expected.run(inputs)
        for (number, each) in sessions.enumerated() {
          #expect(each.step(inputs) == outputs, "seed \(seed), run \(run), session \(number)")
        }
      }
    }
  }

  @Test func randomNetworksGiveWhatTheyGiveWithoutState() throws {
    var counts = (inputs: 0, outputs: 0, states: 0)
    var seed: UInt64 = 0
    try RandomInterfaces.forEach(300) { graph in
      seed += 1
      counts.inputs += graph.inputs.count > 1 ? 1 : 0
      counts.outputs += graph.outputs.count > 1 ? 1 : 0
      counts.states += graph.states.isEmpty ? 0 : 1
      try compare(graph, seed: seed, levels: KernelLevel.available)
    }
    // The generator makes all of these often.
    #expect(counts.inputs > 100 && counts.outputs > 100 && counts.states > 100)
  }

  @Test func samplesGiveWhatTheyGiveWithoutState() throws {
    for graph in [
      try SampleGraphs.severalValues(), SampleGraphs.runningMean(),
      SampleGraphs.runningMean(startingWith: [-128, -50, 0, 5, 77, 127]),
    ] {
      try compare(graph, seed: 1, levels: KernelLevel.available)
    }
  }

  /// Parts that threads may execute at once, in turn, and the change of state after them.
  @Test func partsOfOperatorsLeaveStateToUpdateState() throws {
    var seed: UInt64 = 0
    try RandomInterfaces.forEach(60) { graph in
      seed += 1
      let bytes = AlignedBytes(try Exporter.export(graph))
      let model = try Model(bytes.readOnly)
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Session.memoryBytes(for: model, threads: 3), alignment: Session.memoryAlignment)
      defer { memory.deallocate() }
      let shared = try Session(model, memory: memory, threads: 3)
      let whole = try LoadedModel(graph)
      var random = RandomSource(seed: seed)
      for _ in 0..<3 {
        let inputs = graph.inputs.map { random.integers($0.shape.count) }
        let expected = whole.step(inputs)
        for (index, input) in inputs.enumerated() {
          _ = shared.input(index).integers.update(fromContentsOf: input)
        }
        for index in 0..<model.operatorCount {
          for part in 0..<shared.partCount(ofOperator: index) { shared.runOperator(index, part: part) }
        }
        shared.updateState()
        #expect((0..<model.outputCount).map { Array(shared.output($0).integers) } == expected, "seed \(seed)")
      }
    }
  }

  /// States that take over each other's values: all are read before any changes.
  @Test func statesMayExchangeTheirValues() throws {
    let map = QuantizationParameters(scale: 0.5, zeroPoint: 0)
    func state(_ name: String, _ initial: [Int32], becomes update: String) -> QuantizedState {
      QuantizedState(name: name, shape: [2], quantization: map, initial: initial, update: update)
    }
    let graph = QuantizedGraph(
      name: "exchange", inputs: [QuantizedInput(name: "x", shape: [2], quantization: map)],
      outputs: [
        QuantizedOutput(name: "first", node: "first view", meaning: .values),
        QuantizedOutput(name: "second", node: "second view", meaning: .values),
        QuantizedOutput(name: "delayed", node: "delayed view", meaning: .values),
      ],
      states: [
        state("first", [1, 2], becomes: "second"), state("second", [3, 4], becomes: "first"),
        // Two runs later.
        state("before", [5], becomes: "x"), state("delayed", [6], becomes: "before"),
      ],
      nodes: ["first", "second", "delayed"].map {
        QuantizedNode(name: "\($0) view", operation: .flatten(Flatten()), inputs: [$0], output: map)
      })
    let views: [[[Int8]]] = [
      [[1, 2], [3, 4], [6, 6]], [[3, 4], [1, 2], [5, 5]], [[1, 2], [3, 4], [10, 20]],
      [[3, 4], [1, 2], [11, 21]],
    ]
    for form in [FileForm.full, .compact] {
      let loaded = try LoadedModel(graph, form: form)
      for (run, expected) in views.enumerated() {
        let x = [Int8(10 + run), Int8(20 + run)]
        #expect(loaded.step([x]) == expected, "\(form), run \(run)")
      }
    }
  }
}
