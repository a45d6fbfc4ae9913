import ApusData
import Testing

@Suite struct SplittingTests {
  /// Class sizes 100, 40, 7 and 1, mixed; each image's single pixel is its number.
  private let dataset: ImageDataset = {
    var labels = [100, 40, 7, 1].enumerated().flatMap { Array(repeating: Int32($0), count: $1) }
    labels = (0..<labels.count).map { labels[$0 * 35 % labels.count] }
    return ImageDataset(
      height: 1, width: 1, channels: 1, pixels: labels.indices.map { UInt8($0) }, labels: labels,
      classNames: ["a", "b", "c", "d"], paths: labels.indices.map { "\($0).png" })
  }()

  @Test func splitsEachClassInProportion() throws {
    let (train, validation) = try dataset.splitting(validationFraction: 0.25, seed: 1)
    #expect(validation.classCounts == [25, 10, 2, 0])
    #expect(train.classCounts == [75, 30, 5, 1])
  }

  @Test func givesEachLargerClassAtLeastOneImageOnBothSides() throws {
    let small = try dataset.splitting(validationFraction: 0.001, seed: 1)
    #expect(small.validation.classCounts == [1, 1, 1, 0])
    let large = try dataset.splitting(validationFraction: 0.999, seed: 1)
    #expect(large.train.classCounts == [1, 1, 1, 1])
  }

  @Test func partsAreDisjointCompleteAndInOrder() throws {
    let (train, validation) = try dataset.splitting(validationFraction: 0.3, seed: 5)
    #expect((train.pixels + validation.pixels).sorted() == dataset.pixels)
    #expect(train.pixels == train.pixels.sorted())
    #expect(validation.pixels == validation.pixels.sorted())
    for part in [train, validation] {
      for index in 0..<part.count {
        let number = Int(part.pixels[index])
        #expect(part.labels[index] == dataset.labels[number])
        #expect(part.name(of: index) == "\(number).png")
      }
    }
  }

  @Test func dependsOnTheSeedAlone() throws {
    let splits = try [3, 3, 4].map {
      try dataset.splitting(validationFraction: 0.3, seed: $0).validation.pixels
    }
    #expect(splits[0] == splits[1])
    #expect(splits[0] != splits[2])
  }

  @Test(arguments: [0, 1, -0.5, 2, .nan, .infinity]) func refusesOtherShares(share: Double) {
    #expect(throws: DataError.self) { try dataset.splitting(validationFraction: share, seed: 1) }
  }

  @Test func refusesToSplitOneImageOfEach() {
    let few = dataset.limited(perClass: 1)
    #expect(few.classCounts == [1, 1, 1, 1])
    #expect(throws: DataError.self) { try few.splitting(validationFraction: 0.5, seed: 1) }
  }

  @Test func limitsSamplesAndPrefixesTakeAnyNumber() {
    for number in [-3, 0] {
      #expect(dataset.prefix(number).count == 0)
      #expect(dataset.limited(perClass: number).count == 0)
      #expect(dataset.sample(number, seed: 1).count == 0)
    }
    #expect(dataset.prefix(1000).pixels == dataset.pixels)
    #expect(dataset.sample(1000, seed: 1).pixels == dataset.pixels)
    #expect(dataset.limited(perClass: 1000).pixels == dataset.pixels)
    #expect(dataset.prefix(3).pixels == [0, 1, 2])
    #expect(dataset.limited(perClass: 5).classCounts == [5, 5, 5, 1])
  }

  @Test func samplesSpreadOverTheClasses() {
    let sample = dataset.sample(22, seed: 9)
    #expect(sample.classCounts == [7, 7, 7, 1])
    #expect(sample.pixels == dataset.sample(22, seed: 9).pixels)
    #expect(sample.pixels != dataset.sample(22, seed: 10).pixels)
  }

  @Test func ordersArePermutationsThatChangeWithSeedAndEpoch() {
    let orders = [(1, 0), (1, 1), (2, 0)].map { ImageDataset.order(count: 500, seed: $0, epoch: $1) }
    for order in orders {
      #expect(order.sorted() == Array(0..<500))
      #expect(order != Array(0..<500))
    }
    #expect(Set(orders).count == 3)
    #expect(ImageDataset.order(count: 500, seed: 1, epoch: 1) == orders[1])
    #expect(ImageDataset.order(count: 0, seed: 1, epoch: 1) == [])
  }
}
