import Apus
import Foundation
import Testing

/// Networks that take the same pictures in inputs of other extents, with weights in the order of these, give the answers of the
/// network that takes rows, columns and colors.
struct PictureInputTests {
  private static let side = 8
  private let colors = Self.dataset(channels: 3)

  /// 40 pictures of two classes.
  private static func dataset(channels: Int) -> ImageDataset {
    var source = RandomSource(seed: 4)
    let pixels = (0..<40 * side * side * channels).map { _ in UInt8(source.integer(below: 256)) }
    return ImageDataset(
      height: side, width: side, channels: channels, pixels: pixels, labels: (0..<40).map { Int32($0 % 2) },
      classNames: ["a", "b"])
  }

  /// One dense layer on an input.
  private func network(_ shape: Shape) throws -> Graph {
    var builder = GraphBuilder(
      name: "dense", inputShape: shape,
      preprocessing: Preprocessing(style: .photograph, offset: [100], divisor: [50]))
    builder.add("flat", .flatten(Flatten()))
    try builder.dense("dense", features: 2)
    builder.output("dense", meaning: .logits, classNames: ["a", "b"])
    return try builder.build(seed: 6)
  }

  /// The network for an input of other extents, in which the pixel at a place of rows, columns and colors is elsewhere.
  private func network(_ shape: Shape, like original: Graph, place: (Int) -> Int) throws -> Graph {
    var graph = try network(shape)
    let weights = try #require(original.parameters["dense.weight"])
    var moved = weights
    let count = shape.count
    for feature in 0..<2 {
      for at in 0..<count { moved.values[feature * count + place(at)] = weights.values[feature * count + at] }
    }
    graph.parameters["dense.weight"] = moved
    graph.parameters["dense.bias"] = original.parameters["dense.bias"]
    return graph
  }

  private func planar(_ at: Int) -> Int {
    let count = Self.side * Self.side
    return at % 3 * count + at / 3
  }

  private func expectSameAnswers(_ graph: Graph, as original: Graph, on images: ImageDataset) throws {
    let expected = try FloatClassifier(original).predictions(for: images.images(in: original.imageFormat))
    let prepared = try images.images(in: graph.imageFormat)
    let found = try FloatClassifier(graph).predictions(for: prepared)
    #expect(found.answers == expected.answers)
    #expect(zip(found.confidences, expected.confidences).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect((0..<images.count).allSatisfy { prepared.image($0) == images.image($0) })

    let bytes = try Exporter.export(original.quantized(calibratedOn: images))
    let moved = try Exporter.export(graph.quantized(calibratedOn: images))
    let int8 = try Int8Classifier(moved)
    #expect(int8.preprocessingDifference(from: graph) == nil)
    #expect(
      int8.predictions(for: try images.images(in: int8.format)).answers
        == (try Int8Classifier(bytes).predictions(for: images).answers))
    let (one, other) = (try LoadedModel(bytes), try LoadedModel(moved))
    for index in 0..<5 {
      let picture = images.image(index).resized(width: 11, height: 9)
      #expect(try one.answer(for: picture).className == other.answer(for: picture).className)
      #expect(try other.prepared(picture) == one.prepared(picture))
    }
  }

  @Test func channelsFirst() throws {
    let original = try network([Self.side, Self.side, 3])
    let graph = try network([3, Self.side, Self.side], like: original, place: planar)
    try expectSameAnswers(graph, as: original, on: colors)
  }

  @Test(arguments: [[1, 8, 8], [1, 1, 64]] as [Shape]) func grayWithoutChannels(shape: Shape) throws {
    let original = try network([Self.side, Self.side, 1])
    let graph = try network(shape, like: original, place: { $0 })
    try expectSameAnswers(graph, as: original, on: Self.dataset(channels: 1))
  }

  @Test func aVectorOfColors() throws {
    let original = try network([Self.side, Self.side, 3])
    let graph = try network([1, 1, 192], like: original, place: { $0 })
    try expectSameAnswers(graph, as: original, on: colors)
  }

  @Test func augmentationIsOfThePicture() throws {
    let images = try colors.images(in: ImageFormat(shape: [3, Self.side, Self.side], style: .photograph))
    let rule = Preprocessing(style: .photograph, offset: [100], divisor: [50])
    func batch(_ dataset: ImageDataset) -> [Float] {
      let loader = BatchLoader(dataset, preprocessing: rule, augmentation: .photographs, seed: 3)
      return [Float](unsafeUninitializedCapacity: dataset.pixels.count) { buffer, initialized in
        loader.fill(buffer, indices: 0..<dataset.count, epoch: 1)
        initialized = dataset.pixels.count
      }
    }
    let (expected, found) = (batch(colors), batch(images))
    let size = colors.imageBytes
    for at in expected.indices {
      let (image, place) = at.quotientAndRemainder(dividingBy: size)
      #expect(found[image * size + planar(place)] == expected[at])
    }
    #expect(expected.prefix(size) != found.prefix(size))
  }

  @Test func trainingTakesThem() throws {
    let tuned = try FineTuner(network([3, Self.side, Self.side]), on: colors) {
      $0.epochs = 1
      $0.batchSize = 8
    }.run()
    #expect(tuned.classNames == ["a", "b"])
  }

  @Test func whatIsNoPictureIsNamed() throws {
    #expect(throws: DataError.noPicture([5, 7, 4])) {
      try colors.images(in: ImageFormat(shape: [5, 7, 4], style: .photograph))
    }
    #expect(throws: DataError.noPicture([1, 1, 65])) {
      try colors.images(in: ImageFormat(shape: [1, 1, 65], style: .photograph))
    }
  }
}
