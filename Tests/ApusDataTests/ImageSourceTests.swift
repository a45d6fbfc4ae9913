import ApusData
import ApusGraph
import Testing

struct ImageSourceTests {
  private let format = ImageFormat(shape: [16, 16, 1], style: .photograph)

  @Test func partsAreOfTheSourceAndInTheWantedFormat() throws {
    let source = ImageSource.syntheticDigits(count: 100)
    let (training, test) = (try source.training.images(in: format), try source.test.images(in: format))
    #expect(training.count == 100 && test.count == 20)
    #expect(training.shape == format.shape)
    #expect(training.prefix(20).pixels != test.pixels)
    #expect(source.description == "synthetic:100")
  }

  @Test func classesFollowTheNetworks() throws {
    let source = ImageSource.syntheticDigits(count: 100)
    let reversed = (0...9).reversed().map(String.init)
    let images = try source.training.images(in: format, classNames: reversed)
    let own = try source.training.images(in: format)
    #expect(images.labels == own.labels.map { 9 - $0 })
    #expect(try own.images(in: format, classNames: reversed).labels == images.labels)
    #expect(throws: DataError.missingClass(path: "synthetic:100", name: "x")) {
      try source.training.images(in: format, classNames: reversed + ["x"])
    }
  }

  @Test func limitsCountForEachClass() throws {
    let images = try ImageSource.syntheticDigits(count: 100).load(
      .train, options: LoadingOptions(limitPerClass: 3))
    #expect(images.classCounts == Array(repeating: 3, count: 10))
  }

  @Test func whatIsNotThereIsNamed() {
    #expect { try ImageSource(at: "/nowhere/images").test.images(in: format) } throws: {
      "\($0)".hasPrefix("/nowhere/images")
    }
  }
}
