import ApusEngine
import ApusGraph

/// Runs images through the float engine, batch by batch, and shows every value of each batch.
struct FloatRunner {
  /// One batch's values.
  struct Batch {
    fileprivate let engine: Engine
    fileprivate let batchSize: Int
    /// Which of all images they are; the rest of the engine's samples repeats them.
    let samples: Range<Int>

    /// A node's values for the images of the batch.
    func value(of name: String) -> UnsafeBufferPointer<Float> {
      let values = name == Graph.inputName ? UnsafeBufferPointer(engine.input) : engine.value(of: name)!
      return UnsafeBufferPointer(rebasing: values[..<(values.count / batchSize * samples.count)])
    }
  }

  private let engine: Engine
  /// What is run.
  let images: CalibrationImages
  private let batchSize: Int
  private let table: PixelTable

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
    self.batchSize = max(1, min(batchSize, images.count, Self.mostFloats / max(floats, 1)))
    table = PixelTable(graph.preprocessing, channels: graph.inputShape.channels)
    do { engine = try Engine(graph, batchSize: self.batchSize, mode: .inference) } catch {
      throw .engine(error)
    }
  }

  /// Executes the graph over all images, in order.
  func forEachBatch(
    _ body: (Batch) throws(CompressionError) -> Void
  ) throws(CompressionError) {
    for start in stride(from: 0, to: images.count, by: batchSize) {
      let count = min(batchSize, images.count - start)
      for slot in 0..<batchSize {
        table.fill(engine.input, slot: slot, from: images, image: start + slot % count)
      }
      do { try engine.forward() } catch { throw .engine(error) }
      try body(Batch(engine: engine, batchSize: batchSize, samples: start..<start + count))
    }
  }
}
