import ApusCompression
import ApusExporter
import ApusGraph
import ApusRunner
import FloatReference
import Testing

/// What is rewritten keeps all outputs and what states take over, wherever in a network these are.
@Suite struct RandomInterfaceTests {
  /// A random network with further outputs at any nodes, and a state that holds what some node took in the run before.
  private func graph(seed: UInt64) throws -> Graph {
    var graph = try RandomGraph.make(seed: seed)
    var source = RandomSource(seed: seed, stream: 12)
    let shapes = try graph.shapes()
    graph.outputs = graph.outputs
    for index in 0..<2 {
      let node = graph.nodes[source.integer(below: graph.nodes.count)].name
      graph.outputs.append(NetworkOutput(name: "further \(index)", node: node, meaning: .values))
    }
    let place = source.integer(below: graph.nodes.count)
    let taken = graph.nodes[place].inputs[0]
    graph.states = [NetworkState(name: "memory", shape: shapes[taken]!, initial: [0.3], update: taken)]
    graph.nodes[place].inputs[0] = "recalled"
    graph.nodes.insert(Node(name: "recalled", operation: .add(Add()), inputs: [taken, "memory"]), at: place)
    try graph.validate()
    return graph
  }

  /// All outputs and the state's next content after a first run.
  private func shown(_ graph: Graph, _ input: [Double]) throws -> [[Double]] {
    let values = try ReferenceNetwork(graph).values(of: [graph.inputName: input])
    return graph.outputs.map { values[$0.node]! } + graph.states.map { values[$0.update]! }
  }

  @Test(arguments: Array(0..<40 as Range<UInt64>) + Array(100..<130))
  func foldingKeepsAllThatIsShown(seed: UInt64) throws {
    let graph = try graph(seed: seed)
    let folded = try graph.folded()
    #expect(folded.outputs.map(\.name) == graph.outputs.map(\.name))
    #expect(
      !folded.nodes.contains { $0.operation.body is BatchNormalization || $0.operation.body is Dropout })
    let input = RandomGraph.input(for: graph, seed: seed)
    for (expected, found) in zip(try shown(graph, input), try shown(folded, input)) {
      let magnitude = expected.map(abs).max()!
      #expect(expected.count == found.count)
      for (a, b) in zip(expected, found) { #expect(abs(a - b) <= 5e-6 * max(magnitude, 1)) }
    }
    // What is shown is the value of a node by itself, whatever is fused into it.
    let names = Set(folded.fusedNodes().map(\.name) + ["input", "memory"])
    #expect(folded.exposedValues.isSubset(of: names))
  }

  @Test(arguments: Array(0..<40 as Range<UInt64>) + Array(100..<130))
  func removingDeadChannelsKeepsAllThatIsShown(seed: UInt64) throws {
    var graph = try graph(seed: seed)
    let dependencies = try ChannelDependencies(graph)
    for name in graph.exposedValues.union(["memory"]) {
      #expect(dependencies.units[name]!.allSatisfy { $0 == nil })
    }
    var source = RandomSource(seed: seed, stream: 9)
    var dead: Set<Int> = []
    for unit in dependencies.groups.flatMap(\.units) where source.integer(below: 3) == 0 {
      if (try? graph.removing(units: dead.union([unit]), dependencies: dependencies)) != nil {
        dead.insert(unit)
      }
    }
    // So few layers may be left that nothing can go.
    #expect(!dead.isEmpty || dependencies.groups.count <= 1)
    graph.kill(dead, dependencies)
    let smaller = try graph.removing(units: dead, dependencies: dependencies)
    let input = RandomGraph.input(for: graph, seed: seed)
    for (expected, found) in zip(try shown(graph, input), try shown(smaller, input)) {
      #expect(expected.count == found.count)
      for (a, b) in zip(expected, found) { #expect(abs(a - b) <= 1e-12 * max(1, abs(a))) }
    }
  }

  @Test(arguments: Array(0..<30 as Range<UInt64>) + Array(100..<120))
  func quantizingKeepsAllThatIsShown(seed: UInt64) throws {
    let graph = try graph(seed: seed)
    let images = try CalibrationImages.random(12, for: graph, seed: seed)
    var quantizer = Quantizer()
    quantizer.calibrator = .minMax
    quantizer.preservesDecisions = false
    let quantized = try quantizer.quantize(graph, calibration: images)
    try quantized.skeleton.validateInterface()
    #expect(quantized.outputs.map(\.name) == graph.outputs.map(\.name))

    // The images are one sequence, through which the float reference and the runtime go.
    let reference = try ReferenceNetwork(graph)
    let model = try LoadedModel(Exporter.export(quantized))
    let inputs = quantized.integers(of: images)
    let (state, float) = (quantized.states[0], graph.states[0])
    let updates = [quantized.input(named: state.update), quantized.node(named: state.update)].compactMap {
      $0
    }
    #expect(updates == [state.quantization])
    var reals: [Double]?
    var error = Array(repeating: 0.0, count: graph.outputs.count)
    var signal = error
    for image in 0..<images.count {
      var given = ["input": images.reals(image, graph.preprocessing)]
      given["memory"] = reals
      let expected = reference.values(of: given)
      let size = images.shape.count
      _ = model.session.input.update(fromContentsOf: inputs[image * size..<(image + 1) * size])
      model.run()
      for (index, output) in graph.outputs.enumerated() {
        let found = try #require(model.output(named: output.name))
        for (a, b) in zip(found.integers, expected[output.node]!) {
          let real = Double(found.record.real(a))
          error[index] += (real - b) * (real - b)
          signal[index] += b * b
        }
      }
      reals = expected[float.update]!
    }
    // 20 dB, also of what an output in the middle shares its scale with.
    for (error, signal) in zip(error, signal) { #expect(error <= signal / 100) }
  }
}

extension QuantizedGraph {
  fileprivate func input(named name: String) -> QuantizationParameters? {
    inputs.first { $0.name == name }?.quantization
  }

  fileprivate func node(named name: String) -> QuantizationParameters? {
    nodes.first { $0.name == name }?.output
  }
}
