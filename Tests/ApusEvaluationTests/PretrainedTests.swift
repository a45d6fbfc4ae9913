import ApusData
import ApusGraph
import ApusTraining
import ApusZoo
import FileTestSupport
import Testing

/// The weights that ship with the kit do what they are for.
struct PretrainedTests {
  private static let cifar = sharedFile("data/cifar10-jpeg")

  @Test func leNet5ReadsHandwritingThatItHasNotSeen() throws {
    let pretrained = try Zoo.pretrained(.leNet5)
    #expect(pretrained.fresh.isEmpty)
    #expect(pretrained.graph.trainableParameterCount == 61_706)
    #expect(pretrained.graph.classNames == (0...9).map(String.init))
    let images = ImageDataset.syntheticDigits(count: 1000, seed: 77)
    #expect(try Evaluator.accuracy(of: pretrained.graph, on: images).accuracy > 0.97)
  }

  @Test(.enabled(if: cifar != nil, "no CIFAR-10 JPEGs in ../shared/data"))
  func resNet8KnowsCIFAR() throws {
    let graph = try Zoo.pretrained(.resNet8).graph
    let images = try ImageDataset.load(
      Self.cifar!, part: .test,
      format: ImageFormat(shape: graph.inputShape, style: graph.preprocessing.style),
      classNames: graph.classNames, options: LoadingOptions(limitPerClass: 100))
    #expect(try Evaluator.accuracy(of: graph, on: images).accuracy > 0.76)
  }

  @Test func resNet8HasItsClasses() throws {
    let graph = try Zoo.pretrained(.resNet8).graph
    #expect(graph.inputShape == [32, 32, 3])
    #expect(graph.classNames.first == "airplane" && graph.classNames.count == 10)
    try graph.validate()
  }

  @Test func anotherInputKeepsWhatFits() throws {
    let pretrained = try Zoo.pretrained(.leNet5, inputShape: [32, 32, 1], seed: 3)
    #expect(pretrained.graph.inputShape == [32, 32, 1])
    // Only the first dense layer depends on the number of positions.
    #expect(pretrained.fresh == ["fc1.weight"])
    let original = try Zoo.pretrained(.leNet5).graph
    #expect(pretrained.graph.parameters["conv2.weight"] == original.parameters["conv2.weight"])
    try pretrained.graph.validate()
    #expect(try Zoo.pretrained(.resNet8, inputShape: [48, 40, 3]).fresh.isEmpty)
    #expect(throws: ZooError.self) { try Zoo.pretrained(.leNet5, inputShape: [0, 28, 1]) }
    #expect(throws: ZooError.self) { try Zoo.pretrained(.vgg) }
  }
}
