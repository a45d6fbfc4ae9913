import ApusEngine
import ApusGraph
import ApusTraining
import ApusZoo

/// A network in training on one batch of random images.
final class TrainingBench {
  private let engine: Engine
  private let loss = LossFunction()
  private let labels: [Int]
  private var optimizer: StochasticGradientDescent

  init(_ architecture: Zoo.Architecture, batchSize: Int) throws {
    let graph = try Zoo.build(architecture, seed: 1)
    engine = try Engine(graph, batchSize: batchSize, mode: .training)
    var source = RandomSource(seed: 1)
    for index in engine.input.indices { engine.input[index] = source.uniform(-1, 1) }
    labels = (0..<batchSize).map { _ in source.integer(below: 10) }
    optimizer = StochasticGradientDescent(slots: engine.parameters.slots)
  }

  /// Wall-clock seconds for a number of steps.
  func seconds(steps: Int) throws -> Double {
    let clock = ContinuousClock()
    let duration = try clock.measure {
      for _ in 0..<steps {
        try engine.forward()
        _ = loss.evaluate(engine.output, labels: labels, gradient: engine.outputGradient)
        try engine.backward()
        optimizer.step(engine.parameters, learningRate: 0.01)
      }
    }
    return duration / .seconds(1)
  }
}
