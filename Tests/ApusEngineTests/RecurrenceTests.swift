import ApusEngine
import ApusGraph
import Testing

/// Recurrent layers against a slow interpreter in double precision, their gradients against differences.
@Suite struct RecurrenceTests {
  private static let features = 3
  private static let units = 5

  /// Every variant of every recurrent layer.
  static let operations: [Operation] = {
    var result: [Operation] = []
    for (returnsSequence, reversed) in [(true, false), (false, false), (true, true), (false, true)] {
      for (clip, output) in [(nil, .hidden), (0.3, .hidden), (nil, .cell)] as [(Float?, LSTM.Output)] {
        result.append(
          .lstm(
            LSTM(
              inputFeatures: features, units: units, returnsSequence: returnsSequence, reversed: reversed,
              cellClip: clip, output: output)))
      }
      for resetsAfterProduct in [true, false] {
        result.append(
          .gru(
            GRU(
              inputFeatures: features, units: units, returnsSequence: returnsSequence, reversed: reversed,
              resetsAfterProduct: resetsAfterProduct)))
      }
      for activation in SimpleRNN.Activation.allCases {
        result.append(
          .simpleRNN(
            SimpleRNN(
              inputFeatures: features, units: units, returnsSequence: returnsSequence, reversed: reversed,
              activation: activation)))
      }
    }
    for rectifies in [true, false] {
      result.append(
        .svdf(SVDF(inputFeatures: features, units: units, rank: 2, memory: 3, rectifies: rectifies)))
    }
    return result
  }()

  /// A graph in which a sequence, and the states where there are some, are values with gradients.
  private static func graph(_ operation: Operation, steps: Int, states: Int = 0) throws -> Graph {
    var builder = Reference.builder([steps, 1, features])
    builder.add(
      "probe",
      .depthwiseConvolution(DepthwiseConvolution(channels: features, window: Window(kernel: Size(1)))))
    builder.add("sequence", .reshape(Reshape(shape: [steps, features])))
    var inputs = [builder.current]
    for state in 0..<states {
      var extents: Shape = [units]
      if case .svdf(let body) = operation { extents = [body.filters, body.memory] }
      builder.add("flat\(state)", .flatten(Flatten()), from: ["probe"])
      builder.add(
        "dense\(state)",
        .dense(Dense(inputFeatures: steps * features, outputFeatures: extents.count)))
      if extents.rank == 2 { builder.add("state\(state)", .reshape(Reshape(shape: extents))) }
      inputs.append(builder.current)
    }
    builder.add("tested", operation, from: inputs)
    var graph = try Reference.randomized(builder.build(seed: 3), seed: 4)
    // Within the range in which gates neither saturate nor are linear.
    for name in graph.parameters.keys where name.hasPrefix("tested") || name.hasPrefix("dense") {
      graph.parameters[name]!.values = graph.parameters[name]!.values.map { 0.6 * ($0 - 0.25) }
    }
    return graph
  }

  @Test(arguments: operations)
  func valuesAndGradientsFollowTheDefinition(_ operation: Operation) throws {
    let graph = try Self.graph(operation, steps: 4)
    #expect(try Reference.disagreements(graph, batchSize: 3) == [])
  }

  @Test(arguments: operations)
  func statesThatAreGivenAreTheBeginning(_ operation: Operation) throws {
    let states = operation.body.inputCount.upperBound - 1
    let graph = try Self.graph(operation, steps: 2, states: states)
    #expect(try Reference.disagreements(graph, batchSize: 2) == [])
  }

  @Test(arguments: operations)
  func aSingleStepMayBeAVector(_ operation: Operation) throws {
    let sequence = try Self.graph(operation, steps: 1)
    var vector = sequence
    vector.nodes[1].operation = .reshape(Reshape(shape: [Self.features]))
    let (first, second) = (
      try Engine(sequence, batchSize: 1, mode: .inference), try Engine(vector, batchSize: 1, mode: .inference)
    )
    for engine in [first, second] {
      for index in engine.input.indices { engine.input[index] = 0.5 - Float(index) }
      try engine.forward()
    }
    #expect(Array(first.output) == Array(second.output))
  }

  @Test(
    arguments: [
      .lstm(LSTM(inputFeatures: features, units: units, returnsSequence: false)),
      .gru(GRU(inputFeatures: features, units: units, returnsSequence: false)),
      .simpleRNN(SimpleRNN(inputFeatures: features, units: units, returnsSequence: false)),
    ] as [Operation])
  func keptStatesMakeOneRunOfSeveral(_ operation: Operation) throws {
    let whole = try Self.graph(operation, steps: 5)
    let step = try #require(Self.keepingStates(operation))
    var graph = Graph(name: "step", inputShape: [Self.features], preprocessing: nil)
    let body = try #require(step.body as? any StatefulOperation)
    graph.states = body.stateShapes.indices.map {
      NetworkState(name: "state\($0)", shape: body.stateShapes[$0], update: "state\($0)")
    }
    graph.nodes = [Node(name: "tested", operation: step, inputs: ["input"] + graph.states.map(\.name))]
    graph.parameters = whole.parameters.filter { $0.key.hasPrefix("tested.") }
    let sequence = (0..<15).map { Float($0 % 7) / 7 - 0.4 }
    let (first, second) = (
      try Engine(whole, batchSize: 1, mode: .inference), try Engine(graph, batchSize: 1, mode: .inference)
    )
    for _ in 0..<2 {
      second.resetStates()
      for start in stride(from: 0, to: 15, by: Self.features) {
        for index in 0..<Self.features {
          // What the probe makes of the numbers in the other graph.
          second.input[index] =
            sequence[start + index] * whole.parameters["probe.weight"]!.values[index]
            + whole.parameters["probe.bias"]!.values[index]
        }
        try second.forward()
        second.advanceStates()
      }
      for index in 0..<15 { first.input[index] = sequence[index] }
      try first.forward()
      for (one, other) in zip(first.output, second.output) { #expect(abs(one - other) < 1e-6) }
    }
  }

  /// The operation that leaves its states where it found them.
  private static func keepingStates(_ operation: Operation) -> Operation? {
    guard var body = operation.body as? any StatefulOperation else { return nil }
    body.keepsState = true
    return body.operation
  }

  @Test func aStateThatIsKeptMustBecomeItself() {
    let body = GRU(inputFeatures: 3, units: 4, returnsSequence: false, keepsState: true)
    var graph = Graph(name: "test", inputShape: [3], preprocessing: nil)
    graph.nodes = [Node(name: "gru", operation: .gru(body), inputs: ["input", "state"])]
    graph.states = [NetworkState(name: "state", shape: [4], update: "gru")]
    graph.initializeParameters(seed: 0)
    #expect(throws: GraphError.keptState(node: "gru", input: "state")) { try graph.validate() }
    graph.states[0].update = "state"
    #expect(throws: Never.self) { try graph.validate() }
  }

  @Test(arguments: operations)
  func theNumberOfThreadsChangesNoBit(_ operation: Operation) throws {
    var builder = GraphBuilder(name: "test", inputShape: [40, Self.features], preprocessing: nil)
    builder.add("tested", operation)
    let graph = try Reference.randomized(builder.build(seed: 1), seed: 2)
    var results: [[Float]] = []
    for threads in [1, 3] {
      // Large enough for several shards.
      let engine = try Engine(graph, batchSize: 700, mode: .training, threads: threads)
      var source = RandomSource(seed: 5, stream: 6)
      for index in engine.input.indices { engine.input[index] = source.uniform(-1, 1) }
      try engine.forward()
      for index in engine.outputGradient.indices { engine.outputGradient[index] = source.uniform(-1, 1) }
      try engine.backward()
      results.append(Array(engine.output) + Array(engine.parameters.gradients))
    }
    #expect(results[0] == results[1])
  }
}
