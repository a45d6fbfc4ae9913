import ApusData
import ApusEngine
import ApusGraph
import ApusRunner

/// Images to calibrate with or to score channels by: rows of 8-bit pixels, one image after the other, all of
/// one extent, and what they show.
public struct CalibrationImages: CalibrationSource {
  /// The extent of one image: `height × width × channels`.
  public let shape: Shape
  /// All pixels.
  public let pixels: [UInt8]
  /// The class of each image; only Taylor scores need it, and it may be empty otherwise.
  public let labels: [Int]
  /// How many images there are.
  public let count: Int
  /// After how many images the states of a network begin anew; nil where all are one sequence. Networks without states do
  /// not care.
  public var sequenceLength: Int?

  /// Images from their pixels.
  /// - Precondition: pixels fill whole images, there is a label for each image or none at all, and the length of a
  ///   sequence is positive.
  public init(shape: Shape, pixels: [UInt8], labels: [Int] = [], sequenceLength: Int? = nil) {
    precondition(sequenceLength ?? 1 > 0, "a sequence has at least one image")
    self.sequenceLength = sequenceLength
    count = shape.count > 0 ? pixels.count / shape.count : 0
    precondition(count * shape.count == pixels.count, "pixels must fill whole images")
    precondition(labels.isEmpty || labels.count == count, "each image needs a label")
    self.shape = shape
    self.pixels = pixels
    self.labels = labels
  }

  /// A data set's images.
  public init(_ dataset: ImageDataset) {
    self.init(shape: dataset.shape, pixels: dataset.pixels, labels: dataset.labels.map { Int($0) })
  }

  /// The first images, up to a number of them.
  public func prefix(_ limit: Int) -> CalibrationImages {
    let kept = max(0, min(limit, count))
    return CalibrationImages(
      shape: shape, pixels: Array(pixels[..<(kept * shape.count)]), labels: Array(labels.prefix(kept)),
      sequenceLength: sequenceLength)
  }

  /// Checks that there are images, and that they fit a graph.
  package func check(for graph: Graph) throws(CompressionError) {
    guard count > 0 else { throw .noImages }
    guard graph.inputs.count == 1 else { throw .severalInputs(graph.inputs.map(\.name)) }
    guard shape == graph.inputShape else { throw .images(expected: graph.inputShape, found: shape) }
  }

  package func filler(for graph: Graph) -> (Engine, Int, Int) -> Void {
    let table = Preprocessing.Table(graph.preprocessing, channels: graph.inputShape.channels)
    return { engine, sample, run in table.fill(engine.input, slot: sample, from: self, image: run) }
  }

  package func fill(_ model: LoadedModel, of graph: QuantizedGraph, run: Int) {
    withPixels(of: run) { model.setInput(pixels: $0) }
  }

  /// Shows the pixels of one image.
  package func withPixels(of image: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    pixels.withUnsafeBufferPointer { pixels in
      body(UnsafeBufferPointer(rebasing: pixels[image * shape.count..<(image + 1) * shape.count]))
    }
  }
}

extension Preprocessing.Table {
  /// Writes one image as one sample of a batch.
  func fill(_ batch: UnsafeMutableBufferPointer<Float>, slot: Int, from images: CalibrationImages, image: Int)
  {
    let extent = images.shape.count
    images.withPixels(of: image) { pixels in
      fill(batch.baseAddress! + slot * extent, from: pixels.baseAddress!, count: extent)
    }
  }
}
