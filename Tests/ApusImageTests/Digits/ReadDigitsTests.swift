import ApusImage
import Testing

@Suite struct ReadDigitsTests {
  /// Takes narrow pictures for a 1 and others for a 7; surely, but for what is wider than high.
  private func judge(_ prepared: Image) -> ReadDigit.Verdict {
    var (left, right, top, bottom) = (28, -1, 28, -1)
    for y in 0..<28 {
      for x in 0..<28 where prepared.pixels[y * 28 + x] >= 128 {
        (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
      }
    }
    let (width, height) = (right - left + 1, bottom - top + 1)
    return ReadDigit.Verdict(
      index: 3 * width < height ? 1 : 7, confidence: width > height ? 0.3 : 0.99, isNone: false)
  }

  private func read(_ image: Image) -> [ReadDigit] {
    image.readDigits(width: 28, height: 28, channels: 1, judge: judge)
  }

  @Test func linesComeFromTopToBottomAndDigitsFromLeftToRight() {
    var drawn = Drawn(width: 500, height: 400) { _, _, _ in 240 }
    var boxes: [PixelBox] = []
    for (row, xs) in [[40, 160, 300], [60, 200]].enumerated() {
      for (column, x) in xs.enumerated() {
        // Lines are seldom level.
        let y = 50 + 170 * row + 12 * column
        drawn.seven(x: x, y: y, width: 60, height: 100, stroke: 10, color: [20])
        boxes.append(PixelBox(x: x, y: y, width: 60, height: 100))
      }
    }
    let digits = read(drawn.image)
    #expect(digits.map(\.line) == [0, 0, 0, 1, 1])
    #expect(digits.map(\.box) == boxes)
    #expect(digits.allSatisfy { $0.verdict.index == 7 })
  }

  @Test func boxesAreInThePicturesOwnPixels() throws {
    var drawn = Drawn(width: 3000, height: 1500) { _, _, _ in 240 }
    for x in [600, 1500] { drawn.seven(x: x, y: 300, width: 400, height: 700, stroke: 80, color: [20]) }
    let digits = read(drawn.image)
    #expect(digits.count == 2)
    for (digit, x) in zip(digits, [600, 1500]) {
      #expect(abs(digit.box.x - x) <= 4 && abs(digit.box.y - 300) <= 4)
      #expect(abs(digit.box.width - 400) <= 8 && abs(digit.box.height - 700) <= 8)
    }
  }

  /// The likeliest reading: two digits, neither of which is wider than high.
  @Test func touchingDigitsAreCut() {
    var drawn = Drawn(width: 400, height: 200) { _, _, _ in 240 }
    drawn.seven(x: 60, y: 40, width: 90, height: 110, stroke: 12, color: [20])
    drawn.seven(x: 150, y: 40, width: 90, height: 110, stroke: 12, color: [20])
    let digits = read(drawn.image)
    #expect(digits.count == 2)
    #expect(digits.map(\.box.x).first == 60)
  }

  @Test func pointsAndDashesAreNoDigits() {
    var drawn = Drawn(width: 500, height: 200) { _, _, _ in 240 }
    for x in [40, 200, 360] { drawn.seven(x: x, y: 50, width: 60, height: 100, stroke: 10, color: [20]) }
    drawn.bar(x: 130, y: 138, width: 12, height: 12, color: [20])
    drawn.bar(x: 290, y: 96, width: 36, height: 10, color: [20])
    #expect(read(drawn.image).count == 3)
  }

  @Test func blankPaperHasNone() {
    #expect(read(Drawn(width: 300, height: 200) { _, _, _ in 200 }.image).isEmpty)
  }

  /// The edge of a shadow runs through all digits, level or steep, whichever side is larger.
  @Test(arguments: [(0, 1, 70), (0, 1, 150), (1, 3, 500), (-1, 2, 0)])
  func aHardShadowIsNoInk(across: Int, down: Int, place: Int) {
    var drawn = Drawn(width: 600, height: 200, channels: 3) { _, _, _ in 235 }
    for x in [40, 170, 300, 430] {
      drawn.seven(x: x, y: 40, width: 70, height: 120, stroke: 14, color: [40, 90, 60])
    }
    for y in 0..<200 {
      for x in 0..<600 {
        let light = across * x + down * y > place ? 0.55 : 1
        for channel in 0..<3 {
          let at = (y * 600 + x) * 3 + channel
          drawn.image.pixels[at] = UInt8(
            min(max(Double(drawn.image.pixels[at]) * light + 3 * Drawn.noise(x, y, channel), 0), 255))
        }
      }
    }
    let digits = read(drawn.image)
    #expect(digits.count == 4 && digits.allSatisfy { $0.line == 0 && $0.verdict.index == 7 })
  }

  /// A sheet that nobody has written on has no digit where a shadow falls on its border.
  @Test(arguments: [0.35, 0.5, 0.8]) func aShadowAloneIsNoInk(place: Double) {
    let sheet = Drawn(width: 300, height: 260, channels: 3) { x, y, channel in
      (Double(x) + 0.2 * Double(y) < 300 * place ? 120 : 220) + 3 * Drawn.noise(x, y, channel)
    }
    #expect(read(sheet.image).isEmpty)
    #expect(sheet.image.findDigit(width: 28, height: 28, channels: 1).isEmpty)
  }

  /// One leans over the other and touches it, so that no column between them is free.
  @Test func leaningDigitsThatTouchAreCut() {
    var drawn = Drawn(width: 400, height: 240) { _, _, _ in 240 }
    for (x, hook) in [(150, true), (230, false)] {
      // A slanted bar, 60 pixels to the left on its way down.
      for y in 40..<190 {
        drawn.bar(x: x - (y - 40) * 60 / 150, y: y, width: 16, height: 1, color: [20])
      }
      if hook { drawn.bar(x: x - 60, y: 174, width: 90, height: 16, color: [20]) }
    }
    let digits = read(drawn.image)
    #expect(digits.count == 2)
    #expect(digits.allSatisfy { $0.box.height > 140 })
  }
}
