import ApusEngine
import ApusGraph

/// Runs images through the float engine, batch by batch, and shows every value of each batch.
struct FloatRunner {
  private let engine: Engine
  /// What is run.
  let images: CalibrationImages
  private let table: Preprocessing.Table

  /// How many values a batch may have, all nodes together: 1 GiB.
  private static let mostFloats = 1 << 28

  /// A runner over images.
  /// - Parameter batchSize: how many images are executed at a time; fewer of a network whose values are many.
  /// - Throws: `noImages` or `images` where they do not fit the graph, `engine` where it cannot be executed.
  init(_ graph: Graph, images: CalibrationImages, batchSize: Int) throws(CompressionError) {
    try images.check(for: graph)
    self.images = images
    let shapes: [String: Shape]
    do { shapes = try graph.shapes() } catch { throw .graph(error) }
    let floats = shapes.values.reduce(0) { $0 + $1.count }
    let batchSize = max(1, min(batchSize, images.count, Self.mostFloats / max(floats, 1)))
    table = Preprocessing.Table(graph.preprocessing, channels: graph.inputShape.channels)
    do { engine = try Engine(graph, batchSize: batchSize, mode: .inference) } catch {
      throw .engine(error)
    }
  }

  /// Executes the graph over all images, in order. All nodes' values can be asked for.
  func forEachBatch(
    _ body: (Engine.Batch) throws(CompressionError) -> Void
  ) throws(CompressionError) {
    try engine.forEachBatch(
      of: images.count,
      fill: { samples in
        for (slot, image) in samples.enumerated() {
          table.fill(engine.input, slot: slot, from: images, image: image)
        }
      }, failure: CompressionError.engine, body)
  }
}
