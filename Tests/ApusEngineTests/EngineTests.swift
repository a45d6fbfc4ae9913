import ApusEngine
import ApusGraph
import ApusZoo
import Testing

/// An engine as a whole, on networks of the zoo.
@Suite(.serialized)
struct EngineTests {
  @Test(
    "A step against the gradient lowers the loss",
    arguments: [Zoo.Architecture.leNet5, .resNet8, .resNet20, .vgg, .alexNet])
  func descends(_ architecture: Zoo.Architecture) throws {
    let graph = try Zoo.build(architecture, seed: 1)
    let engine = try Engine(graph, batchSize: 16, mode: .training)
    var source = RandomSource(seed: 7)
    for index in engine.input.indices { engine.input[index] = source.uniform(-1, 1) }
    let labels = (0..<16).map { _ in source.integer(below: 10) }
    let loss = LossFunction()
    var losses: [Double] = []
    for _ in 0..<6 {
      engine.dropoutSeed = (1, 0)
      try engine.forward()
      losses.append(loss.evaluate(engine.output, labels: labels, gradient: engine.outputGradient).mean)
      try engine.backward()
      for index in engine.parameters.values.indices {
        engine.parameters.values[index] -= 0.002 * engine.parameters.gradients[index]
      }
    }
    #expect(losses[5] < losses[0])
    for index in 1..<6 { #expect(losses[index] < losses[index - 1]) }
  }
}
