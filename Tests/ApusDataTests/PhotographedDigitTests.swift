import ApusData
import ApusGraph
import ApusImage
import FileTestSupport
import Testing

/// MNIST's digits, made into photographs, must come back.
@Suite struct PhotographedDigitTests {
  private static let mnist = sharedFile("data/mnist")

  /// Seven times as large, as dark ink on paper that is lit from one side, with noise.
  private func photograph(_ digit: Image, seed: UInt64) -> Image {
    let large = digit.resized(width: 196, height: 196)
    var source = RandomSource(seed: seed)
    let (width, height) = (340, 270)
    let (left, top) = (source.integer(below: width - 196), source.integer(below: height - 196))
    var photo = Image(width: width, height: height, channels: 1)
    for y in 0..<height {
      for x in 0..<width {
        let isInside = (0..<196).contains(x - left) && (0..<196).contains(y - top)
        let ink = isInside ? Double(large.pixels[(y - top) * 196 + x - left]) / 255 : 0
        let paper = 235 - 110 * Double(x) / Double(width) - 30 * Double(y) / Double(height)
        let value = paper * (1 - 0.8 * ink) + Double(source.uniform(-12, 12))
        photo.pixels[y * width + x] = UInt8(value)
      }
    }
    return photo
  }

  private func center(_ image: Image) -> (x: Double, y: Double) {
    var (mass, across, down) = (0.0, 0.0, 0.0)
    for at in image.pixels.indices {
      let value = Double(image.pixels[at])
      mass += value
      across += value * Double(at % 28)
      down += value * Double(at / 28)
    }
    return (across / mass, down / mass)
  }

  @Test(.enabled(if: mnist != nil, "needs MNIST in ../shared/data/mnist"))
  func comeBack() throws {
    let folder = try #require(Self.mnist)
    let test = try ImageDataset.load(folder, part: .test).sample(60, seed: 1)
    var differences: [Double] = []
    for index in 0..<test.count {
      let original = test.image(index)
      let found = photograph(original, seed: UInt64(index)).digit(width: 28, height: 28, channels: 1)
      // MNIST's centers of mass lie within half a pixel of pixel 14.
      let (x, y) = center(found)
      #expect(abs(x - 14) <= 0.5 && abs(y - 14) <= 0.5)
      let sum = zip(found.pixels, original.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      differences.append(Double(sum) / 784)
    }
    #expect(differences.reduce(0, +) / Double(differences.count) < 9)
    // Where rounding puts a digit one pixel aside, its edges differ.
    #expect(differences.max()! < 30)
  }

  @Test(.enabled(if: mnist != nil, "needs MNIST in ../shared/data/mnist"))
  func savedAsPNGOrJPEGStayAsTheyAre() throws {
    let test = try ImageDataset.load(#require(Self.mnist), part: .test)
    for index in 0..<500 {
      let original = test.image(index)
      #expect(original.digit(width: 28, height: 28, channels: 1) == original)
      let decoded = try Image.decode(original.jpeg(quality: 95), name: "a.jpg")
      #expect(decoded.digit(width: 28, height: 28, channels: 1) == decoded)
    }
  }
}
