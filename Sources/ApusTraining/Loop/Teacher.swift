import ApusEngine
import ApusGraph

/// A network that is learned from: it sees each batch as the student does.
struct Teacher {
  private let engine: Engine
  private let distillation: Distillation
  private let output: String
  private let classes: Int

  /// A teacher for batches of some size.
  init(_ graph: Graph, batchSize: Int, options: TrainingOptions) throws(TrainingError) {
    let graph = graph.endingInLogits
    distillation = Distillation(weight: options.distillationWeight, temperature: options.temperature)
    do throws(GraphError) {
      let classifier = graph.outputs[try graph.classifier()]
      output = classifier.name
      classes = try graph.classCount(of: classifier)
    } catch {
      throw .graph(error)
    }
    do throws(EngineError) {
      engine = try Engine(graph, batchSize: batchSize, mode: .inference)
    } catch {
      throw .engine(error)
    }
  }

  /// Mixes the distance from the teacher's answers into a loss and its gradient.
  func mix(
    input: UnsafeMutableBufferPointer<Float>, student: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>, loss: Double
  ) throws(EngineError) -> Double {
    _ = engine.input.update(fromContentsOf: input)
    try engine.forward()
    return distillation.mix(
      student: student, teacher: engine.output(output)!, gradient: gradient, classes: classes, loss: loss)
  }
}
