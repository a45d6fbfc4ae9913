import ApusImage
import Testing

@Suite struct DigitTests {
  /// Four strokes of a drawn 4 on paper, `side` pixels high at a place, with ink and paper given for each pixel.
  private func drawing(
    width: Int, height: Int, x: Int, y: Int, side: Int, channels: Int = 1, stroke: Double = 0.1,
    shade: (_ isInk: Bool, _ x: Int, _ y: Int, _ channel: Int) -> Double
  ) -> Image {
    let strokes = [((0.45, 0.05), (0.1, 0.6)), ((0.1, 0.6), (0.75, 0.6)), ((0.6, 0.3), (0.6, 0.95))]
    var image = Image(width: width, height: height, channels: channels)
    for row in 0..<height {
      for column in 0..<width {
        let (u, v) = (Double(column - x) / Double(side), Double(row - y) / Double(side))
        let isInk = strokes.contains { start, end in
          let (dx, dy) = (end.0 - start.0, end.1 - start.1)
          let along = ((u - start.0) * dx + (v - start.1) * dy) / (dx * dx + dy * dy)
          let t = min(max(along, 0), 1)
          let (ex, ey) = (u - start.0 - t * dx, v - start.1 - t * dy)
          return ex * ex + ey * ey <= stroke * stroke / 4
        }
        for channel in 0..<channels {
          let value = shade(isInk, column, row, channel)
          image.pixels[(row * width + column) * channels + channel] = UInt8(min(max(value, 0), 255))
        }
      }
    }
    return image
  }

  private func digit(_ image: Image) -> Image { image.digit(width: 28, height: 28, channels: 1) }

  /// Drawn large on black, which nothing needs to be estimated for.
  private var expected: Image {
    digit(drawing(width: 200, height: 200, x: 20, y: 20, side: 160) { ink, _, _, _ in ink ? 255 : 0 })
  }

  private func difference(_ first: Image, _ second: Image) -> Double {
    Double(zip(first.pixels, second.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) })
      / Double(first.pixels.count)
  }

  /// Noise in −1 … 1 that depends on the place alone.
  private func noise(_ x: Int, _ y: Int) -> Double {
    var word = UInt64(y * 100_003 + x) &* 0x9E37_79B9_7F4A_7C15
    word = (word ^ word >> 29) &* 0xBF58_476D_1CE4_E5B9
    return Double((word ^ word >> 32) & 0xFFFF) / 32767.5 - 1
  }

  @Test func fitsTheBoxWithItsMassInTheMiddle() {
    let image = expected
    var (mass, across, down) = (0.0, 0.0, 0.0)
    var (rows, columns): (Set<Int>, Set<Int>) = ([], [])
    for y in 0..<28 {
      for x in 0..<28 {
        let value = Double(image.pixels[y * 28 + x])
        (mass, across, down) = (mass + value, across + value * Double(x), down + value * Double(y))
        if value > 0 {
          rows.insert(y)
          columns.insert(x)
        }
      }
    }
    #expect(max(rows.count, columns.count) == 20)
    // The drawing is 0.75 of 1 wide and high as it was drawn.
    #expect((14...16).contains(columns.count))
    #expect(abs(across / mass - 14) <= 0.5 && abs(down / mass - 14) <= 0.5)
    #expect(image.pixels.max() == 255)
  }

  @Test func findsDarkAndLightInk() {
    for (ink, paper) in [(0, 255), (40, 200), (220, 20), (90, 140), (130, 100)] as [(Double, Double)] {
      let photo = drawing(width: 300, height: 240, x: 60, y: 30, side: 170) { isInk, _, _, _ in
        isInk ? ink : paper
      }
      #expect(difference(digit(photo), expected) < 4, "\(ink) on \(paper)")
    }
  }

  @Test func findsItAnywhereInAnySize() {
    for (x, y, side) in [(5, 5, 60), (500, 300, 90), (100, 20, 420), (300, 200, 200)] {
      let photo = drawing(width: 640, height: 480, x: x, y: y, side: side) { isInk, column, row, _ in
        (isInk ? 40 : 210) + 6 * noise(column, row)
      }
      #expect(difference(digit(photo), expected) < 6, "\(side) pixels at \(x), \(y)")
    }
  }

  @Test func findsItInColor() {
    let photo = drawing(width: 200, height: 200, x: 20, y: 20, side: 160, channels: 3) {
      isInk, _, _, channel in isInk ? [20, 30, 160][channel] : [230, 225, 200][channel]
    }
    let found = photo.digit(width: 28, height: 28, channels: 3)
    #expect(found.channels == 3)
    #expect(difference(found.converted(channels: 1), expected) < 4)
  }

  @Test func takesOffUnevenLight() {
    let photo = drawing(width: 400, height: 300, x: 130, y: 50, side: 200) { isInk, x, y, _ in
      let light = 240 - 130 * Double(x) / 400 - 40 * Double(y) / 300
      return light * (isInk ? 0.2 : 1) + 8 * noise(x, y)
    }
    #expect(difference(digit(photo), expected) < 6)
  }

  @Test func takesOffShadowsAndTheTable() {
    let shadowed = drawing(width: 400, height: 300, x: 30, y: 50, side: 200) { isInk, x, y, _ in
      let light = Double(x) + 0.3 * Double(y) > 300 ? 130.0 : 220
      return light * (isInk ? 0.2 : 1) + 8 * noise(x, y)
    }
    #expect(difference(digit(shadowed), expected) < 10)
    for table in [30.0, 250] {
      let photo = drawing(width: 400, height: 300, x: 130, y: 50, side: 200) { isInk, x, y, _ in
        (x < 30 ? table : isInk ? 40 : 200) + 8 * noise(x, y)
      }
      #expect(difference(digit(photo), expected) < 6, "\(table)")
    }
  }

  @Test func leavesSpecksOut() {
    let photo = drawing(width: 300, height: 300, x: 60, y: 60, side: 180) { isInk, x, y, _ in
      isInk || (x % 71 < 3 && y % 67 < 3) ? 30 : 220
    }
    #expect(difference(digit(photo), expected) < 4)
  }

  @Test func drawsThinStrokesThicker() {
    let thin = drawing(width: 600, height: 600, x: 50, y: 50, side: 500, stroke: 0.012) { isInk, _, _, _ in
      isInk ? 30 : 220
    }
    let mass = digit(thin).pixels.reduce(0) { $0 + Int($1) }
    let expectedMass = expected.pixels.reduce(0) { $0 + Int($1) }
    #expect(Double(mass) > 0.6 * Double(expectedMass))
    #expect(difference(digit(thin), expected) < 25)
  }

  @Test func blankPaperIsBlack() {
    for value in [0, 100, 255] as [UInt8] {
      let blank = Image(width: 90, height: 120, channels: 3, filledWith: value)
      #expect(digit(blank).pixels.allSatisfy { $0 == 0 })
    }
    for strength in [2.0, 8, 20] {
      let noisy = drawing(width: 300, height: 200, x: 0, y: 0, side: 1) { _, x, y, _ in
        200 - 0.2 * Double(x) + strength * noise(x, y)
      }
      #expect(digit(noisy).pixels.allSatisfy { $0 == 0 }, "noise of \(strength)")
    }
  }

  @Test func preparedDigitsStayAsTheyAre() {
    let prepared = expected
    #expect(digit(prepared) == prepared)
    #expect(digit(prepared.converted(channels: 3)) == prepared)
    #expect(prepared.digit(width: 28, height: 28, channels: 3) == prepared.converted(channels: 3))
    // Dark ink on light paper is not prepared, whatever its size.
    let inverted = Image(width: 28, height: 28, channels: 1, pixels: prepared.pixels.map { 255 - $0 })
    #expect(difference(digit(inverted), prepared) < 6)
  }

  @Test func takesAnyExtent() {
    for (width, height) in [(1, 1), (1, 5000), (5000, 1), (2, 2), (3, 7), (28, 28), (2000, 1500)] {
      for channels in [1, 3] {
        let pixels = (0..<width * height * channels).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ $0 >> 8) }
        let image = Image(width: width, height: height, channels: channels, pixels: pixels)
        for (newWidth, newHeight) in [(28, 28), (1, 1), (3, 40)] {
          let found = image.digit(width: newWidth, height: newHeight, channels: 1)
          #expect(found.width == newWidth && found.height == newHeight)
        }
      }
    }
  }
}
