import ApusGraph
import Testing

import ApusData

@Suite struct NonDigitsTests {
  @Test func equalSeedsGiveEqualPicturesWhateverTheCount() {
    let pictures = ImageDataset.syntheticNonDigits(count: 500, seed: 3)
    #expect(pictures.classNames == ["none"] && pictures.classCounts == [500])
    #expect(pictures.shape == [28, 28, 1])
    let fewer = ImageDataset.syntheticNonDigits(count: 70, seed: 3)
    #expect(fewer.pixels[...] == pictures.pixels.prefix(70 * 784))
    #expect(ImageDataset.syntheticNonDigits(count: 70, seed: 4).pixels != fewer.pixels)
    let different = Set((0..<500).map { pictures.image($0).pixels })
    // Of those of nothing, some are all black.
    #expect(different.count > 490)
  }

  @Test(arguments: NonDigit.allCases)
  func kindsAreAsCommonAsTheirShare(kind: NonDigit) {
    var source = RandomSource(seed: 9, stream: 0)
    let count = (0..<20_000).count { _ in NonDigit(using: &source) == kind }
    let expected = 20_000 * kind.share / NonDigit.allCases.reduce(0) { $0 + $1.share }
    #expect(abs(Float(count) - expected) < 5 * expected.squareRoot())
  }

  /// Letters and scribbles lie as digits do: within the box of 20, their center of mass in the middle.
  @Test(arguments: [NonDigit.letter, .inventedSign, .scribble, .severalDigits, .turnedDigit, .digitPiece])
  func strokesLieAsDigitsDo(kind: NonDigit) {
    for seed in 0..<60 {
      var source = RandomSource(seed: UInt64(seed), stream: 1)
      var pixels = [UInt8](repeating: 0, count: 784)
      pixels.withUnsafeMutableBufferPointer { kind.draw(into: $0.baseAddress!, using: &source) }
      let inked = pixels.indices.filter { pixels[$0] > 0 }
      let (rows, columns) = (inked.map { $0 / 28 }, inked.map { $0 % 28 })
      #expect(rows.max()! - rows.min()! < 20 && columns.max()! - columns.min()! < 20)
      #expect(max(rows.max()! - rows.min()!, columns.max()! - columns.min()!) > 16)
    }
  }

  /// Several digits are as wide as two at least: no single digit of MNIST is wider than it is high by a half.
  @Test func severalDigitsAreWide() {
    let wide = (0..<100).count { seed in
      var source = RandomSource(seed: UInt64(seed), stream: 2)
      let strokes = DigitRow.writer(using: &source).strokes.joined()
      let width = strokes.map(\.x).max()! - strokes.map(\.x).min()!
      let height = strokes.map(\.y).max()! - strokes.map(\.y).min()!
      return width > 0.7 * height
    }
    #expect(wide > 80)
  }

  /// Noise is smooth, and as often above as below 0.
  @Test func noiseIsSmoothAndEven() {
    var source = RandomSource(seed: 2, stream: 3)
    let noise = SmoothNoise(spacing: 10, using: &source)
    var (above, steepest): (Int, Float) = (0, 0)
    for y in 0..<200 {
      for x in 0..<200 {
        let value = noise.value(Float(x), Float(y))
        #expect((-1...1).contains(value))
        if value > 0 { above += 1 }
        steepest = max(steepest, abs(noise.value(Float(x) + 1, Float(y)) - value))
      }
    }
    #expect((16_000...24_000).contains(above))
    // Between −1 and 1 in ten places, by a curve whose steepest slope is 1.5 times the mean one.
    #expect(steepest <= 0.31)
  }
}
