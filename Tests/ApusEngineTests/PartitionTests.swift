import ApusEngine
import ApusGraph
import ApusZoo
import Testing

/// Batches so large that they are divided among threads, and further into parts.
@Suite(.serialized)
struct PartitionTests {
  /// A batch that repeats a few samples.
  private func repeated(_ graph: Graph, times: Int, seed: UInt64 = 3) throws -> (few: Engine, many: Engine) {
    let few = try Engine(graph, batchSize: 7, mode: .training)
    let many = try Engine(graph, batchSize: 7 * times, mode: .training)
    var source = RandomSource(seed: seed)
    for index in few.input.indices { few.input[index] = source.uniform(-1, 1) }
    for index in many.input.indices { many.input[index] = few.input[index % few.input.count] }
    return (few, many)
  }

  private func step(_ engine: Engine) throws -> [Float] {
    let labels = (0..<engine.batchSize).map { $0 % 7 }
    try engine.forward()
    _ = LossFunction().evaluate(engine.output, labels: labels, gradient: engine.outputGradient)
    try engine.backward()
    return Array(engine.parameters.gradients)
  }

  @Test(
    "The mean loss's gradient over repeated samples is that over one of each",
    arguments: [Zoo.Architecture.leNet5, .resNet8, .resNet20])
  func repetition(_ architecture: Zoo.Architecture) throws {
    let graph = try Zoo.build(architecture, seed: 1)
    let (few, many) = try repeated(graph, times: 19)
    let expected = try step(few)
    let found = try step(many)
    for slot in few.parameters.slots {
      let scale = slot.range.reduce(Float(1e-3)) { max($0, abs(expected[$1])) }
      let worst = slot.range.reduce(Float(0)) { max($0, abs(expected[$1] - found[$1])) }
      #expect(worst <= 2e-3 * scale, "\(slot.name) is off by \(worst) of \(scale)")
    }
    for index in many.output.indices {
      let difference = abs(many.output[index] - few.output[index % few.output.count])
      #expect(difference < 1e-3)
    }
  }

  /// Convolutions that are depthwise, transposed and of stride 2, normalizations, a rest in parallel, an average.
  private func mixture() throws -> Graph {
    var builder = GraphBuilder(name: "mixture", inputShape: [17, 15, 3], preprocessing: .photograph)
    try builder.convolution("first", channels: 12, kernel: 3, stride: 2, hasBias: false)
    try builder.batchNormalization("bn1")
    builder.add("thin", .relu6(ReLU6()))
    builder.add(
      "depthwise",
      .depthwiseConvolution(
        DepthwiseConvolution(
          channels: 12, window: Window(kernel: Size(3), padding: .same), hasBias: false)))
    try builder.batchNormalization("bn2")
    builder.add("slow", .leakyReLU(LeakyReLU(slope: 0.1)))
    builder.add("sum", .add(Add()), from: ["thin", "slow"])
    builder.add(
      "larger",
      .transposedConvolution(
        TransposedConvolution(
          inputChannels: 12, outputChannels: 5, kernel: Size(2), stride: Size(2))))
    builder.add("sigmoid", .sigmoid(Sigmoid()))
    builder.add("pool", .averagePool(AveragePool(2)))
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("hidden", features: 300)
    builder.add("relu2", .relu(ReLU()))
    try builder.dense("head", features: 7)
    return try builder.build(seed: 4)
  }

  @Test("One thread gives the same bits as many", arguments: [1, 5, 33, 100])
  func threads(batchSize: Int) throws {
    for graph in [try mixture(), try Zoo.build(.leNet5, seed: 1), try Zoo.build(.resNet8, seed: 1)] {
      var expected: [UInt32] = []
      for threads in [1, 2, 3, 8, 16] {
        let engine = try Engine(graph, batchSize: batchSize, mode: .training, threads: threads)
        let judge = try Engine(graph, batchSize: batchSize, mode: .inference, threads: threads)
        var source = RandomSource(seed: 8)
        for index in engine.input.indices { engine.input[index] = source.uniform(-1, 1) }
        _ = judge.input.update(fromContentsOf: engine.input)
        let gradients = try step(engine)
        try judge.forward()
        let found = (gradients + Array(engine.statistics.values) + Array(judge.output)).map(\.bitPattern)
        if expected.isEmpty { expected = found }
        #expect(found == expected, "\(graph.name) on \(threads) threads")
      }
    }
  }

  @Test("Steps repeat to the bit", arguments: [Zoo.Architecture.leNet5, .resNet8])
  func determinism(_ architecture: Zoo.Architecture) throws {
    let graph = try Zoo.build(architecture, seed: 1)
    let first = try step(repeated(graph, times: 13).many)
    for _ in 0..<3 {
      let again = try step(repeated(graph, times: 13).many)
      #expect(again.elementsEqual(first) { $0.bitPattern == $1.bitPattern })
    }
  }
}
