import Apus
import Testing

/// Which pixels a network was trained on is found out by trying.
struct PixelRangeSearchTests {
  private static let digits = Result {
    let source = ImageSource.syntheticDigits(count: 1500)
    let format = ImageFormat(shape: [28, 28, 1], style: .photograph)
    return (training: try source.training.images(in: format), test: try source.test.images(in: format))
  }

  /// A network that was trained on pixels in a range, and does not say so.
  private func trained(_ range: PixelRange) throws -> Graph {
    var graph = try Zoo.build(.leNet5, seed: 4)
    graph.preprocessing = range.preprocessing(channels: 1)
    let digits = try Self.digits.get()
    graph = try FineTuner(graph, on: digits.training, seed: 1) {
      $0.epochs = 2
      $0.augmentation = .none
    }.run()
    graph.preprocessing = .pixels
    graph.trainings = []
    return graph
  }

  @Test(arguments: PixelRange.usual(channels: 1))
  func theRangeOfTheTrainingIsFound(_ range: PixelRange) throws {
    let (graph, images) = (try trained(range), try Self.digits.get().test)
    let search = try PixelRangeSearch(graph, images: images, hasLabels: true)
    #expect(search.goesByLabels)
    #expect(search.best.range == range, "\(search.trials)")
    var said = graph
    said.preprocessing = range.preprocessing(channels: 1)
    #expect(search.clearlyBetter(than: said.preprocessing) == nil)
  }

  /// With labels that mean nothing, none is looked at; the search falls back on what answers are like.
  @Test func labelsThatAreNotTheClassesDoNotCount() throws {
    let graph = try trained(.unit)
    var images = try Self.digits.get().test
    images.labels = images.labels.indices.map { Int32($0 / 10 % 10) }
    let search = try PixelRangeSearch(graph, images: images, hasLabels: true)
    #expect(!search.goesByLabels)
    #expect(search.clearlyBetter(than: PixelRange.unit.preprocessing(channels: 1)) == nil)
  }

  /// A normalization remembers what it was trained on.
  @Test(arguments: PixelRange.usual(channels: 1))
  func normalizationsTellTheRangeWithoutLabels(_ range: PixelRange) throws {
    var builder = GraphBuilder(
      name: "normalized", inputShape: [28, 28, 1], preprocessing: range.preprocessing(channels: 1))
    try builder.convolution("conv", channels: 8, kernel: 5, hasBias: false)
    try builder.batchNormalization("bn")
    builder.add("relu", .relu(ReLU()))
    builder.add("pool", .maxPool(MaxPool(4)))
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("fc", features: 10)
    let digits = try Self.digits.get()
    var graph = try FineTuner(builder.build(seed: 2), on: digits.training, seed: 1) {
      $0.epochs = 2
      $0.augmentation = .none
    }.run()
    graph.preprocessing = .pixels
    let search = try PixelRangeSearch(graph, images: digits.test, hasLabels: false)
    #expect(search.best.range == range, "\(search.trials)")
  }
}
