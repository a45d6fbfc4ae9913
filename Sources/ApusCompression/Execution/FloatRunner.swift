import ApusEngine
import ApusGraph

/// Runs a network in the float engine, batch by batch, and shows every value of each batch. The runs of a network with
/// states are one at a time and in order.
struct FloatRunner {
  private let engine: Engine
  /// What is run.
  let source: any CalibrationSource
  private let fill: (Engine, Int, Int) -> Void
  private let hasStates: Bool
  /// The shapes of all values.
  let shapes: [String: Shape]

  /// How many values a batch may have, all nodes together: 1 GiB.
  private static let mostFloats = 1 << 28

  /// A runner.
  /// - Parameter batchSize: how many runs are executed at a time; fewer of a network whose values are many.
  /// - Throws: `noImages`, `severalInputs`, `images` or `samples` where they do not fit the graph, `engine` where it cannot
  ///   be executed.
  init(_ graph: Graph, on source: any CalibrationSource, batchSize: Int) throws(CompressionError) {
    try source.check(for: graph)
    self.source = source
    do { shapes = try graph.shapes() } catch { throw .graph(error) }
    let floats = shapes.values.reduce(0) { $0 + $1.count }
    hasStates = !graph.states.isEmpty
    let most = hasStates ? 1 : min(batchSize, source.count, Self.mostFloats / max(floats, 1))
    fill = source.filler(for: graph)
    do { engine = try Engine(graph, batchSize: max(1, most), mode: .inference) } catch {
      throw .engine(error)
    }
  }

  /// Executes the graph over all runs, in order. All values can be asked for.
  func forEachBatch(
    _ body: (Engine.Batch) throws(CompressionError) -> Void
  ) throws(CompressionError) {
    try engine.forEachBatch(
      of: source.count,
      fill: { runs in
        if hasStates, source.begins(runs.lowerBound) { engine.resetStates() } else { engine.advanceStates() }
        for (sample, run) in runs.enumerated() { fill(engine, sample, run) }
      }, failure: CompressionError.engine, body)
  }
}
