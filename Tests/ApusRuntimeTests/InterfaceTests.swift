import ApusExporter
import ApusGraph
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Models of several inputs, outputs and states.
@Suite struct InterfaceTests {
  /// A network of an image and numbers, with a state that is a map, one that is a vector and one that is what an input
  /// was, and with outputs at random nodes.
  private func graph(seed: UInt64) throws -> QuantizedGraph {
    var source = RandomSource(seed: seed, stream: 21)
    let side = 4 + source.integer(below: 4)
    let channels = 1 + source.integer(below: 9)
    var builder = GraphBuilder(
      name: "several", inputShape: Shape(height: side, width: side, channels: 1 + source.integer(below: 4)),
      preprocessing: .photograph)
    try builder.convolution("seen", channels: channels, kernel: 3)
    builder.add("relu", .relu(ReLU()))
    let map = try builder.shape()
    builder.state("map", shape: map, update: "map next")
    builder.add(
      "joined", source.integer(below: 2) == 0 ? .add(Add()) : .multiply(Multiply()), from: ["relu", "map"])
    try builder.convolution("map next", channels: channels, kernel: 1)
    builder.add("pooled", .globalAveragePool(GlobalAveragePool()))
    builder.add("flat", .flatten(Flatten()))
    builder.input("numbers", shape: [7])
    builder.state("before", shape: [7], update: "numbers")
    builder.state("vector", shape: [5], update: "vector next")
    builder.add("difference", .subtract(Subtract()), from: ["numbers", "before"])
    builder.add("all", .concatenate(Concatenate()), from: ["flat", "difference", "vector"])
    try builder.dense("vector next", features: 5)
    builder.add("tanh", .tanh(Tanh()))
    try builder.dense("fc", features: 3)
    builder.output("class")
    let nodes = builder.graph.nodes.map(\.name).filter { $0 != "seen" }
    var graph = try builder.build(seed: seed)
    for index in 0..<1 + source.integer(below: 3) {
      graph.outputs.append(
        NetworkOutput(name: "\(index)", node: nodes[source.integer(below: nodes.count)], meaning: .values))
    }
    try graph.validate()
    var result = try QuantizedGraph.random(like: graph, seed: seed)
    // What an input was is in its integers.
    let before = result.states.firstIndex { $0.name == "before" }!
    result.states[before].quantization = result.inputs[1].quantization
    return result
  }

  private func drawn(_ graph: QuantizedGraph, _ source: inout RandomSource) -> [[Int8]] {
    graph.inputs.map { source.integers($0.shape.count) }
  }

  /// The network without states: each is an input, and what it becomes is an output, so that the caller keeps it. No
  /// operator's value is then kept in the arena from run to run.
  @Test(arguments: 0..<24 as Range<UInt64>)
  func statesAreWhatTheirUpdatesWereInTheRunBefore(seed: UInt64) throws {
    let graph = try graph(seed: seed)
    var open = graph
    open.states = []
    // An input's value cannot be an output: the caller keeps it by itself.
    let kept = graph.states.filter { $0.update != "numbers" }
    open.inputs += graph.states.map {
      QuantizedInput(name: $0.name, shape: $0.shape, quantization: $0.quantization)
    }
    open.outputs += kept.map { QuantizedOutput(name: "next \($0.name)", node: $0.update, meaning: .values) }
    let (closedModel, openModel) = (try LoadedModel(graph), try LoadedModel(open))
    var source = RandomSource(seed: seed, stream: 4)
    var outputs: Set<[[Int8]]> = []
    for _ in 0..<2 {
      var states = graph.states.map { state in
        state.initial.count == 1
          ? Array(repeating: Int8(state.initial[0]), count: state.shape.count)
          : state.initial.map { Int8($0) }
      }
      for _ in 0..<4 {
        let inputs = drawn(graph, &source)
        let found = closedModel.step(inputs)
        let expected = openModel.step(inputs + states)
        #expect(found == Array(expected.prefix(graph.outputs.count)))
        outputs.insert(found)
        var next = expected.suffix(kept.count)
        states = graph.states.map { $0.update == "numbers" ? inputs[1] : next.removeFirst() }
      }
      closedModel.session.reset()
    }
    #expect(outputs.count > 1)
  }

  /// An output is what the network without the other outputs has.
  @Test(arguments: 0..<24 as Range<UInt64>)
  func outputsDoNotDependOnEachOther(seed: UInt64) throws {
    let graph = try graph(seed: seed)
    var source = RandomSource(seed: seed, stream: 5)
    let inputs = (0..<3).map { _ in drawn(graph, &source) }
    let all = try LoadedModel(graph)
    let found = inputs.map { all.step($0) }
    for (index, output) in graph.outputs.enumerated() {
      var one = graph
      one.outputs = [output]
      let model = try LoadedModel(one)
      for (run, input) in inputs.enumerated() { #expect(model.step(input) == [found[run][index]]) }
    }
  }

  /// Every level and form of file gives the portable operators' bytes, run after run.
  @Test(arguments: 0..<12 as Range<UInt64>, KernelLevel.available)
  func everyLevelAndFormGivesTheSame(seed: UInt64, _ level: KernelLevel) throws {
    let graph = try graph(seed: seed)
    let portable = try LoadedModel(graph)
    let others = [
      try LoadedModel(graph, form: .full, level: level), try LoadedModel(graph, form: .compact, level: level),
    ]
    var source = RandomSource(seed: seed, stream: 6)
    for _ in 0..<3 {
      let inputs = drawn(graph, &source)
      let expected = portable.step(inputs)
      for model in others { #expect(model.step(inputs) == expected) }
    }
  }
}
