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

@Suite struct SyntheticSourceTests {
  @Test func photographsBecomeDigitsOfANetworksFormat() throws {
    let source = ImageSource.photographedDigits(count: 60)
    #expect(source.description == "synthetic-photographs:60")
    let format = ImageFormat(shape: [28, 28, 1], style: .digit)
    let training = try source.training.images(in: format)
    #expect(training.count == 60 && training.shape == [28, 28, 1])
    #expect(try source.test.images(in: nil).shape == [160, 160, 3])
    let chosen = try source.training.images(in: format, classNames: []) { _ in [3, 5] }
    #expect(chosen.labels == [3, 5] && chosen.pixels[..<784] == training.pixels[3 * 784..<4 * 784])
  }

  @Test func picturesOfNoDigitHaveOneClass() throws {
    let source = ImageSource.syntheticNonDigits(count: 100)
    #expect(source.description == "synthetic-none:100")
    let images = try source.load(.train)
    #expect(images.classNames == ["none"] && images.count == 100)
    #expect(try source.load(.test).pixels != images.prefix(20).pixels)
  }
}
