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
