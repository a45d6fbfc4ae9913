import ApusEngine
import ApusGraph

/// A float network on arrays.
struct FloatTensorNetwork: TensorNetwork {
  let inputs: [TensorValue]
  let outputs: [TensorValue]
  private let graph: Graph
  private let path: String

  /// The most samples at a time.
  private static let largestBatch = 16

  /// - Parameter path: the network's file, for messages.
  init(_ graph: Graph, path: String) throws(GraphError) {
    self.graph = graph
    self.path = path
    let shapes = try graph.shapes()
    inputs = graph.inputs.map { TensorValue(name: $0.name, shape: $0.shape) }
    outputs = graph.outputs.map { TensorValue(name: $0.name, shape: shapes[$0.node] ?? [1]) }
  }

  func run(_ inputs: [TensorInput], count: Int, into outputs: inout [TensorOutput]) throws(TensorError) {
    for input in inputs {
      for sample in 0..<count where input.hasNaN(in: sample) {
        throw .notANumber(path: input.path, sample: sample)
      }
    }
    // What a network with state says of a sample depends on those before.
    let batchSize = graph.states.isEmpty ? min(count, Self.largestBatch) : 1
    let engine: Engine
    do throws(EngineError) {
      engine = try Engine(graph, batchSize: batchSize, mode: .inference)
    } catch {
      throw .engine(path: path, error)
    }
    try engine.forEachBatch(
      of: count, fill: { fill(engine, from: inputs, samples: $0) },
      failure: { TensorError.engine(path: path, $0) }
    ) { (batch) throws(TensorError) in
      for (index, output) in self.outputs.enumerated() {
        let (values, width) = (batch.output(output.name), output.shape.count)
        for sample in batch.samples.indices {
          let start = (sample - batch.samples.lowerBound) * width
          outputs[index].append(values[start..<(start + width)])
        }
      }
      engine.advanceStates()
    }
  }

  private func fill(_ engine: Engine, from inputs: [TensorInput], samples: Range<Int>) {
    for (value, input) in zip(self.inputs, inputs) {
      guard let target = engine.input(value.name) else { continue }
      for (place, sample) in samples.enumerated() {
        let start = place * value.shape.count
        input.forEachReal(of: sample) { target[start + $0] = $1 }
      }
    }
  }
}
