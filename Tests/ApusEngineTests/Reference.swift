import ApusEngine
import ApusGraph
import FloatReference
import Testing

/// Compares an engine with the slow interpreter.
enum Reference {
  /// A graph around one operation: the input goes through a probe, a depthwise 1×1 convolution that makes the
  /// operation's input a value with a gradient.
  static func graph(_ operation: Operation, input: Shape, seed: UInt64) throws -> Graph {
    var builder = builder(input)
    builder.add(
      "probe",
      .depthwiseConvolution(DepthwiseConvolution(channels: input.channels, window: Window(kernel: Size(1)))))
    builder.add("tested", operation)
    return try randomized(builder.build(seed: seed), seed: seed)
  }

  static func builder(_ input: Shape) -> GraphBuilder {
    GraphBuilder(
      name: "test", inputShape: input,
      preprocessing: Preprocessing(style: .photograph, offset: [0], divisor: [1]))
  }

  /// The graph with all parameters random, also those that start at 0 or 1.
  static func randomized(_ graph: Graph, seed: UInt64) -> Graph {
    var graph = graph
    for name in graph.parameters.keys.sorted() {
      var source = RandomSource(seed: seed, stream: UInt64(name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }))
      let low: Float = name.hasSuffix("running_var") || name.hasSuffix("probe.weight") ? 0.5 : -1
      for index in graph.parameters[name]!.values.indices {
        graph.parameters[name]!.values[index] = source.uniform(low, 1.5)
      }
    }
    return graph
  }

  /// Compares every node's value and, in training mode, all gradients of a random linear function of all outputs.
  /// - Returns: what disagrees, a sentence for each.
  static func disagreements(
    _ graph: Graph, batchSize: Int = 3, mode: Engine.Mode = .training, seed: UInt64 = 1
  ) throws -> [String] {
    var found: [String] = []
    let engine = try Engine(graph, batchSize: batchSize, mode: mode)
    var source = RandomSource(seed: seed, stream: 99)
    var given: [String: [Double]] = [:]
    for name in graph.inputs.map(\.name) + graph.states.map(\.name) {
      let values = engine.input(name) ?? engine.state(name)!
      for index in values.indices { values[index] = source.uniform(-1.5, 1.5) }
      given[name] = values.map(Double.init)
    }
    try engine.forward()

    var reference = try ReferenceNetwork(
      graph, batchSize: batchSize, mode: mode == .training ? .training : .inference)
    for node in graph.nodes {
      guard case .dropout = node.operation, mode == .training else { continue }
      let (before, after) = (engine.value(of: node.inputs[0])!, engine.value(of: node.name)!)
      reference.dropoutFactors[node.name] = zip(before, after).map { $0 == 0 ? 0 : Double($1) / Double($0) }
    }
    let expected = reference.values(of: given)
    for node in graph.nodes {
      guard let value = engine.value(of: node.name) else { continue }
      found += disagreement(value, expected[node.name]!, "\(node.name)'s value", 2e-5)
    }
    guard mode == .training else { return found }

    var direction: [Double] = []
    for output in graph.outputs {
      let gradient = engine.outputGradient(output.name)!
      for index in gradient.indices { gradient[index] = source.uniform(-1, 1) }
      direction += gradient.map(Double.init)
    }
    func outputs(_ values: [String: [Double]]) -> [Double] { graph.outputs.flatMap { values[$0.node]! } }
    // Twice, to see that gradients are overwritten and that nothing else is left from the first time.
    try engine.backward()
    try engine.backward()
    func slope(_ move: (Double) -> [Double]) -> Double {
      let step = 1e-6
      let difference = zip(move(step), move(-step)).map(-)
      return zip(difference, direction).reduce(0) { $0 + $1.0 * $1.1 } / (2 * step)
    }
    for slot in engine.parameters.slots {
      let gradient = Array(engine.parameters.gradients[slot.range])
      let chosen = sample(gradient.count, &source)
      let expected = chosen.map { index in
        slope { step in
          var moved = reference
          moved.parameters[slot.name]![index] += step
          return outputs(moved.values(of: given))
        }
      }
      found += disagreement(chosen.map { gradient[$0] }, expected, "\(slot.name)'s gradient", 5e-5)
    }
    for node in graph.nodes {
      guard let gradient = engine.gradient(of: node.name) else { continue }
      let chosen = sample(gradient.count, &source)
      let expected = chosen.map { index in
        slope { step in outputs(reference.values(of: given, moving: (node.name, index, step))) }
      }
      found += disagreement(chosen.map { gradient[$0] }, expected, "\(node.name)'s gradient", 5e-5)
    }
    return found
  }

  /// All indices of a small array; of a larger one, some.
  private static func sample(_ count: Int, _ source: inout RandomSource) -> [Int] {
    let most = 24
    return count <= most ? Array(0..<count) : (0..<most).map { _ in source.integer(below: count) }
  }

  /// What there is to say unless the two agree to within a tolerance relative to the largest of them.
  static func disagreement(
    _ found: some Collection<Float>, _ expected: [Double], _ what: String, _ tolerance: Double
  ) -> [String] {
    guard found.count == expected.count else {
      return ["\(what) has \(found.count) elements of \(expected.count)"]
    }
    let scale = max(1, expected.reduce(0) { max($0, abs($1)) })
    let distances = zip(found, expected).map { abs(Double($0) - $1) }
    // Of each by itself, since a maximum may pass over what is not a number.
    guard let worst = distances.first(where: { !($0 <= tolerance * scale) }) else { return [] }
    return ["\(what) is off by \(worst) of \(scale)"]
  }
}
