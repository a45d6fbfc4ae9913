import ApusData
import ApusGraph
import ApusTraining
import ApusZoo
import FileTestSupport
import Testing

/// The weights that ship with the kit do what they are for.
struct PretrainedTests {
  private static let cifar = sharedFile("data/cifar10-jpeg")
  private static let mnist = sharedFile("data/mnist")

  @Test func leNet5ReadsHandwritingThatItHasNotSeen() throws {
    let pretrained = try Zoo.pretrained(.leNet5)
    #expect(pretrained.fresh.isEmpty)
    #expect(pretrained.graph.trainableParameterCount == 61_706)
    #expect(pretrained.graph.classNames == (0...9).map(String.init))
    let images = ImageDataset.syntheticDigits(count: 1000, seed: 77)
    #expect(try Evaluator.accuracy(of: pretrained.graph, on: images).accuracy > 0.97)
  }

  /// Flagged ones, slashed zeros, open fours, crossed sevens, hooked nines: every form by sixty hands.
  @Test func leNet5ReadsTheFormsThatTwoContinentsTeach() throws {
    let graph = try Zoo.pretrained(.leNet5).graph
    for (digit, forms) in DigitSkeletons.taught.enumerated() {
      var (right, total) = (0, 0)
      for (number, form) in forms.enumerated() {
        var pixels = [UInt8](repeating: 0, count: 60 * 784)
        pixels.withUnsafeMutableBufferPointer { buffer in
          for hand in 0..<60 {
            var source = RandomSource(seed: 31, stream: UInt64(1000 * digit + 100 * number + hand))
            Pen.draw(
              Writer(form.skeleton, using: &source), into: buffer.baseAddress! + hand * 784, using: &source)
          }
        }
        let images = ImageDataset(
          height: 28, width: 28, channels: 1, pixels: pixels,
          labels: Array(repeating: Int32(digit), count: 60),
          classNames: (0...9).map(String.init))
        let correct = try Evaluator.accuracy(of: graph, on: images).correct
        #expect(correct >= 42, "\(digit), form \(number): \(correct) of 60")
        (right, total) = (right + correct, total + 60)
      }
      #expect(right * 100 >= total * 93, "\(digit): \(right) of \(total)")
    }
  }

  @Test(.enabled(if: mnist != nil, "no MNIST in ../shared/data"))
  func leNet5ReadsDigitsOfMNISTBeforeAnyFineTuning() throws {
    let graph = try Zoo.pretrained(.leNet5).graph
    let images = try ImageDataset.load(
      Self.mnist!, part: .train, classNames: graph.classNames, options: LoadingOptions(limitPerClass: 200))
    #expect(try Evaluator.accuracy(of: graph, on: images).accuracy > 0.965)
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
