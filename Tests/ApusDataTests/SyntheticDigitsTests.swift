import Testing

import ApusData

@Suite struct SyntheticDigitsTests {
  private static let digits = ImageDataset.syntheticDigits(count: 2000, seed: 7)

  /// One image's pixels.
  private static func image(_ index: Int, of images: ImageDataset = digits) -> ArraySlice<UInt8> {
    images.pixels[index * images.imageBytes..<(index + 1) * images.imageBytes]
  }

  @Test func equalSeedsGiveEqualImages() {
    let again = ImageDataset.syntheticDigits(count: 2000, seed: 7)
    #expect(again.pixels == Self.digits.pixels)
    #expect(again.labels == Self.digits.labels)
  }

  @Test(arguments: [0, 1, 9, 63, 64, 65, 500])
  func imagesDoNotDependOnTheCount(count: Int) {
    let fewer = ImageDataset.syntheticDigits(count: count, seed: 7)
    #expect(fewer.count == count)
    #expect(fewer.pixels[...] == Self.digits.pixels.prefix(count * fewer.imageBytes))
    #expect(fewer.labels[...] == Self.digits.labels.prefix(count))
  }

  @Test func imagesDoNotDependOnTheThreadsThatDrawThem() {
    // On this thread alone, from the last to the first.
    var pixels = [UInt8](repeating: 0, count: 500 * 784)
    pixels.withUnsafeMutableBufferPointer { buffer in
      for index in (0..<500).reversed() {
        ImageDataset.drawSyntheticDigit(index, seed: 7, into: buffer.baseAddress! + index * 784)
      }
    }
    #expect(pixels[...] == Self.digits.pixels.prefix(pixels.count))
  }

  @Test func otherSeedsAndStreamsGiveOtherImages() {
    let sets = [
      ImageDataset.syntheticDigits(count: 100, seed: 8),
      ImageDataset.syntheticDigits(count: 100, seed: 7, stream: 1),
      ImageDataset.syntheticDigits(count: 100, seed: 8, stream: 1),
      Self.digits.prefix(100),
    ]
    for index in 0..<100 {
      #expect(Set(sets.map { Self.image(index, of: $0) }).count == sets.count)
    }
  }

  @Test func noTwoOfTheFirstThousandAreEqual() {
    #expect(Set((0..<1000).map { Self.image($0) }).count == 1000)
  }

  @Test func classesComeInTurns() {
    #expect(Self.digits.classNames == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    #expect(Self.digits.classCounts == Array(repeating: 200, count: 10))
    #expect(Self.digits.labels.prefix(12) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    #expect(Self.digits.height == 28 && Self.digits.width == 28 && Self.digits.channels == 1)
  }

  /// As MNIST's page says: fitted into 20×20, and the center of mass in the middle of 28×28.
  @Test func imagesAreNormalizedAsMNISTIs() {
    var atTheEdge = 0
    for index in 0..<Self.digits.count {
      let pixels = Array(Self.image(index))
      let inked = pixels.indices.filter { pixels[$0] > 0 }
      let (rows, columns) = (inked.map { $0 / 28 }, inked.map { $0 % 28 })
      let height = rows.max()! - rows.min()! + 1
      let width = columns.max()! - columns.min()! + 1
      #expect(height <= 20 && width <= 20)
      #expect(max(height, width) >= 19)
      let mass = pixels.reduce(0.0) { $0 + Double($1) }
      let x = inked.reduce(0.0) { $0 + Double(pixels[$1]) * Double($1 % 28) } / mass
      let y = inked.reduce(0.0) { $0 + Double(pixels[$1]) * Double($1 / 28) } / mass
      // MNIST's own training images lie between 13.5 and 14.5, counting columns and rows from 0. A little more,
      // because bytes are rounded.
      if abs(x - 14) >= 0.51 || abs(y - 14) >= 0.51 { atTheEdge += 1 }
    }
    // Of what is very heavy at one end, the box would leave the picture.
    #expect(atTheEdge <= 2)
  }

  /// MNIST's mean is 33.3 and its standard deviation 78.6; 7.3 % of its pixels are nearly white.
  @Test func pixelsAreDistributedAsMNISTs() {
    let values = Self.digits.pixels.map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect((31.5...36).contains(mean))
    #expect((75.5...81).contains(variance.squareRoot()))
    let white = Double(values.count { $0 >= 250 }) / Double(values.count)
    #expect((0.055...0.085).contains(white))
  }

  @Test func strokesAreTwoToFourPixelsThick() {
    // Of a 1 below its flag, the longest run of ink in a row is the thickness across.
    let ones = (0..<Self.digits.count).filter { Self.digits.labels[$0] == 1 }
    let thickness = ones.map { index in
      let pixels = Array(Self.image(index))
      let rows = (15..<21).map { row in
        pixels[row * 28..<row * 28 + 28].split(separator: 0)
          .map { $0.reduce(0.0) { $0 + Double($1) / 255 } }.max() ?? 0
      }
      return rows.sorted()[1]
    }.sorted()
    #expect((2.2...3.6).contains(thickness[thickness.count / 2]))
    #expect(thickness[thickness.count / 20] > 1)
    #expect(thickness[thickness.count * 19 / 20] < 5.5)
  }

  /// The class means of one seed tell another seed's digits apart, so what is drawn are the digits meant.
  @Test func classMeansClassifyAnotherSeed() {
    let size = Self.digits.imageBytes
    var means = Array(repeating: Array(repeating: Float(0), count: size), count: 10)
    for (index, label) in Self.digits.labels.enumerated() {
      for (at, value) in Self.image(index).enumerated() { means[Int(label)][at] += Float(value) / 200 }
    }
    let others = ImageDataset.syntheticDigits(count: 1000, seed: 8)
    var correct = 0
    for (index, label) in others.labels.enumerated() {
      let pixels = Self.image(index, of: others).map(Float.init)
      let distances = means.map { mean in
        zip(mean, pixels).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      if distances.firstIndex(of: distances.min()!) == Int(label) { correct += 1 }
    }
    // Chance is 100; measured 765.
    #expect(correct > 650)
  }
}
