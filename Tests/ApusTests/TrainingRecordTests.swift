import Apus
import Foundation
import Testing

/// What a network's file says of its training, and what compression keeps out by it.
struct TrainingRecordTests {
  private let digits = ImageSource.syntheticDigits(count: 300)

  private func tuned(seed: UInt64 = 3) throws -> (graph: Graph, judged: ImageDataset) {
    let tuner = try FineTuner(.leNet5, on: digits.training, seed: seed) {
      $0.epochs = 1
      $0.validationFraction = 0.2
    }
    var graph = try tuner.run()
    // As of weights that say nothing of themselves.
    graph.trainings.removeFirst(graph.trainings.count - 1)
    graph.trainings[0].start = .unknown
    return (graph, try #require(tuner.trainer.validation))
  }

  @Test func compressionKeepsOutWhatTrainingDid() throws {
    var (graph, judged) = try tuned()
    var images = try CompressionImages(digits.training, for: graph, calibrationCount: 30)
    #expect(images.keptOut == .fineTuning)
    #expect(images.validation.pixels == judged.pixels && images.validation.labels == judged.labels)
    graph.trainings[0].start = .random
    images = try CompressionImages(digits.training, for: graph, calibrationCount: 30, trains: false)
    #expect(images.keptOut == .training)

    // A training before, on images among which these may have been.
    var before = graph.trainings[0]
    before.validationFingerprint = "0123456789abcdef"
    graph.trainings[0].start = .recorded
    graph.trainings.insert(before, at: 0)
    images = try CompressionImages(digits.training, for: graph, calibrationCount: 30, trains: false)
    #expect(images.keptOut == .fineTuning)

    // Other images, as many of them, and a network of which nothing is known.
    var others = try digits.training.images(in: graph.imageFormat)
    others.pixels = others.pixels.map { $0 ^ 1 }
    #expect(try CompressionImages(others, for: graph).keptOut == .compression)
    #expect(
      try CompressionImages(digits.training, for: Zoo.pretrained(.leNet5).graph).keptOut == .compression)
  }

  @Test func recoveryKeepsOutTheSameImages() throws {
    let (graph, judged) = try tuned()
    let images = try CompressionImages(digits.training, for: graph, calibrationCount: 30)
    var pruner = RecoveringPruner(to: .budget(keeping: 0.7, bytes: nil))
    pruner.rounds = 1
    pruner.recoveryEpochs = 1
    let pruned = try pruner.prune(graph, with: images)
    #expect(pruned.trainings == graph.trainings)
    let again = try CompressionImages(digits.training, for: pruned, calibrationCount: 30)
    #expect(again.keptOut == .fineTuning && again.validation.pixels == judged.pixels)
  }

  @Test func recordsTravelInTheFile() throws {
    let (graph, _) = try tuned()
    let file = try GraphFile.safetensors(of: graph)
    #expect(try GraphFile.graph(from: file).trainings == graph.trainings)
    #expect(graph.trainings.count == 1 && graph.trainings[0].start == .unknown)
    // A file without them is as it always was, and text that makes no sense is no training.
    var plain = graph
    plain.trainings = []
    #expect(try GraphFile.safetensors(of: plain).metadata.keys.sorted() == ["apus.graph", "format"])
    for text in ["", "{}", "[{}]", "[{\"start\":\"random\",\"images\":1e99}]", "[[[["] {
      var damaged = file
      damaged.metadata[GraphFile.trainingsKey] = text
      #expect(try GraphFile.graph(from: damaged).trainings.isEmpty)
    }
  }
}
