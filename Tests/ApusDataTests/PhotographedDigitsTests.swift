import ApusGraph
import Testing

import ApusData

@Suite struct PhotographedDigitsTests {
  @Test func equalSeedsGiveEqualPicturesWhateverTheCount() throws {
    let pictures = try ImageDataset.photographedDigits(count: 33, seed: 4)
    #expect(pictures.height == 160 && pictures.width == 160 && pictures.channels == 3)
    #expect(pictures.labels == (0..<33).map { Int32($0 % 10) })
    let fewer = try ImageDataset.photographedDigits(count: 7, seed: 4)
    #expect(fewer.pixels[...] == pictures.pixels.prefix(7 * pictures.imageBytes))
    for index in [0, 17, 32] {
      #expect(ImageDataset.photographedDigit(index, seed: 4).pixels == pictures.image(index).pixels)
      #expect(ImageDataset.photographedDigit(index, seed: 5).pixels != pictures.image(index).pixels)
    }
  }

  /// What is found in them is what MNIST's pictures are: light strokes on black, in the middle.
  @Test func digitsAreFoundInThem() throws {
    let format = ImageFormat(shape: [28, 28, 1], style: .digit)
    let digits = try ImageDataset.photographedDigits(count: 200, seed: 4, format: format)
    #expect(digits.shape == [28, 28, 1])
    let found = (0..<digits.count).count { index in
      let image = digits.image(index)
      let ink = image.pixels.reduce(0) { $0 + Int($1) } / 255
      let border = (0..<28).reduce(0) { $0 + Int(image.pixels[$1]) + Int(image.pixels[27 * 28 + $1]) }
      return (20...260).contains(ink) && border == 0
    }
    // Chalk's grain, pencil under noise and squared paper hide some.
    #expect(found > 150)
    let same = try ImageDataset.photographedDigits(count: 20, seed: 4).converted(to: format)
    #expect(same.pixels[...] == digits.pixels.prefix(20 * 784))
  }

  /// A camera's view keeps straight lines straight, and makes of the paper's square no more than 15° do.
  @Test func viewsAreProjections() {
    for seed in 0..<40 {
      var source = RandomSource(seed: UInt64(seed), stream: 0)
      let camera = Camera(side: 160, using: &source)
      for (from, to) in [((10, 20), (150, 90)), ((0, 0), (0, 160)), ((30, 140), (120, 5))]
        as [((Float, Float), (Float, Float))]
      {
        let places = [0, 0.3, 0.8, 1].map { (t: Float) in
          camera.view(SkeletonPoint(from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1)))
        }
        let (dx, dy) = (places[3].x - places[0].x, places[3].y - places[0].y)
        let length = (dx * dx + dy * dy).squareRoot()
        for place in places[1...2] {
          let away = (place.x - places[0].x) * dy - (place.y - places[0].y) * dx
          #expect(abs(away) / length < 0.01)
        }
      }
      let (left, right) = (camera.view(SkeletonPoint(0, 80)), camera.view(SkeletonPoint(160, 80)))
      #expect((160 * 0.93...160 * 1.03).contains(right.x - left.x))
      let middle = camera.view(SkeletonPoint(80, 80))
      #expect(abs(middle.x - 80) < 1e-3 && abs(middle.y - 80) < 1e-3)
    }
  }

  /// Of a thick stroke the covered area is that of a rectangle and two half circles.
  @Test func coverageIsTheStrokesArea() {
    var coverage = StrokeCoverage(side: 100)
    coverage.addLine(from: SkeletonPoint(30, 40), to: SkeletonPoint(70, 60), radius: 8)
    let length = (40.0 * 40 + 20 * 20).squareRoot()
    let area = coverage.values.reduce(0.0) { $0 + Double($1) }
    #expect(abs(area - (length * 16 + 3.14159 * 64)) < 12)
    #expect(coverage.values[50 * 100 + 50] == 1 && coverage.values[0] == 0)
  }
}
