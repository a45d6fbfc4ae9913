import ApusData
import FileTestSupport
import Testing

@Suite struct RealDataTests {
  private static let mnist = sharedFile("data/mnist")

  @Test(.enabled(if: mnist != nil, "needs MNIST in ../shared/data/mnist"))
  func readsTheTestImagesOfMNIST() throws {
    let folder = try #require(Self.mnist)
    let test = try ImageDataset.idx(
      images: "\(folder)/t10k-images-idx3-ubyte.gz", labels: "\(folder)/t10k-labels-idx1-ubyte.gz")
    #expect(test.count == 10_000)
    #expect(test.height == 28 && test.width == 28 && test.channels == 1)
    // The published numbers of each digit, and the first labels.
    #expect(test.classCounts == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    #expect(Array(test.labels.prefix(10)) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    // The mean of the training images is published as 0.1307 of the range; that of the test images is near.
    let mean = test.pixels.reduce(0.0) { $0 + Double($1) } / Double(test.pixels.count) / 255
    #expect(abs(mean - 0.1325) < 0.0005)
  }
}
