import ApusImage
import Testing

@Suite struct FindDigitTests {
  private func find(_ image: Image) -> FoundDigit { image.findDigit(width: 28, height: 28, channels: 1) }

  /// A 7 of 120 × 160 pixels on plain white.
  private var plain: Drawn {
    var drawn = Drawn(width: 300, height: 300) { _, _, _ in 255 }
    drawn.seven(x: 90, y: 70, width: 120, height: 160, stroke: 16, color: [0])
    return drawn
  }

  @Test func saysWhatItSaw() throws {
    let found = find(plain.image)
    let ink = try #require(found.ink)
    #expect(ink.polarity == .darkInk && ink.components == 1 && ink.lines == 0 && !ink.touchesBorder)
    #expect(ink.box == PixelBox(x: 90, y: 70, width: 120, height: 160))
    let area = 120.0 * 16 + 144 * 16
    #expect(abs(ink.share - area / 90_000) < 0.002)
    #expect(abs(ink.strokeWidth - 16) < 3)
    #expect(ink.contrast > 0.95 && ink.clarity > 100)
    #expect(found.digitCount == 1 && !found.isEmpty && !found.isOriginal)
    #expect(ink.description.hasPrefix("Dark ink on lighter paper"))

    var light = Drawn(width: 300, height: 300) { _, _, _ in 20 }
    light.seven(x: 0, y: 70, width: 120, height: 160, stroke: 16, color: [230])
    let other = try #require(find(light.image).ink)
    #expect(other.polarity == .lightInk && other.touchesBorder)
  }

  @Test func saysThatThereIsNothing() {
    for strength in [0.0, 4, 12, 20] {
      let blank = Drawn(width: 400, height: 300, channels: 3) { x, y, channel in
        190 + 0.1 * Double(x) + strength * Drawn.noise(x, y, channel)
      }
      let found = find(blank.image)
      #expect(found.isEmpty && found.ink == nil && found.digitCount == 0, "noise of \(strength)")
      #expect(found.prepared.pixels.allSatisfy { $0 == 0 })
    }
  }

  /// Noise of the camera is averaged over the width of strokes.
  @Test(arguments: [10.0, 20, 35]) func noiseDoesNotHideInk(strength: Double) {
    var noisy = Drawn(width: 640, height: 480) { _, _, _ in 170 }
    noisy.seven(x: 250, y: 120, width: 150, height: 230, stroke: 14, color: [90])
    for y in 0..<480 {
      for x in 0..<640 {
        let value = Double(noisy.image.pixels[y * 640 + x]) + strength * Drawn.noise(x, y)
        noisy.image.pixels[y * 640 + x] = UInt8(min(max(value, 0), 255))
      }
    }
    var quiet = Drawn(width: 640, height: 480) { _, _, _ in 170 }
    quiet.seven(x: 250, y: 120, width: 150, height: 230, stroke: 14, color: [90])
    #expect(difference(find(noisy.image).prepared, find(quiet.image).prepared) < 12)
  }

  /// Ink that is as bright as its paper differs by color alone.
  @Test func colorIsContrast() throws {
    // Both have a luma of 150, by BT.601.
    let (paper, ink): ([Double], [UInt8]) = ([200, 140, 84], [90, 190, 100])
    func luma(_ color: [Double]) -> Double { 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2] }
    #expect(abs(luma(paper) - luma(ink.map(Double.init))) < 3)
    var drawn = Drawn(width: 300, height: 300, channels: 3) { x, y, channel in
      paper[channel] + 3 * Drawn.noise(x, y, channel)
    }
    drawn.seven(x: 90, y: 70, width: 120, height: 160, stroke: 16, color: ink)
    #expect(difference(find(drawn.image).prepared, find(plain.image).prepared) < 8)
  }

  @Test func framesAndRuledLinesAreLeftOut() throws {
    let expected = find(plain.image).prepared
    var framed = plain
    for (x, y, width, height) in [(20, 20, 260, 5), (20, 275, 260, 5), (20, 20, 5, 260), (275, 20, 5, 260)] {
      framed.bar(x: x, y: y, width: width, height: height, color: [60])
    }
    #expect(difference(find(framed.image).prepared, expected) < 4)

    var ruled = Drawn(width: 300, height: 300) { _, _, _ in 255 }
    for y in stride(from: 15, to: 300, by: 50) { ruled.bar(x: 0, y: y, width: 300, height: 3, color: [90]) }
    ruled.seven(x: 90, y: 70, width: 120, height: 160, stroke: 16, color: [0])
    let found = find(ruled.image)
    #expect(try #require(found.ink).lines == 6)
    #expect(difference(found.prepared, expected) < 4)

    // A box that the digit touches.
    var touching = Drawn(width: 300, height: 300) { _, _, _ in 255 }
    touching.seven(x: 90, y: 70, width: 120, height: 160, stroke: 16, color: [0])
    for (x, y, width, height) in [(60, 30, 180, 4), (60, 229, 180, 4), (60, 30, 4, 200), (236, 30, 4, 203)] {
      touching.bar(x: x, y: y, width: width, height: height, color: [0])
    }
    #expect(difference(find(touching.image).prepared, expected) < 8)
  }

  /// A stroke as long as the picture is no line where the digit goes on from its end.
  @Test func aDigitsOwnStrokesStay() throws {
    var tight = Drawn(width: 124, height: 164) { _, _, _ in 255 }
    tight.seven(x: 2, y: 2, width: 120, height: 160, stroke: 8, color: [0])
    #expect(try #require(find(tight.image).ink).lines == 0)
    var loose = Drawn(width: 300, height: 300) { _, _, _ in 255 }
    loose.seven(x: 90, y: 70, width: 120, height: 160, stroke: 8, color: [0])
    #expect(difference(find(tight.image).prepared, find(loose.image).prepared) < 6)
  }

  /// Pictures of a few pixels are enlarged before anything else: thick strokes are not hollowed out.
  @Test(arguments: [10, 16, 28]) func smallPicturesKeepTheirStrokes(side: Int) {
    let small = plain.image.cropped(x: 65, y: 65, width: 170, height: 170).resized(width: side, height: side)
    #expect(difference(find(small).prepared, find(plain.image).prepared) < 20)
    let dim = Image(
      width: side, height: side, channels: 1, pixels: small.pixels.map { (255 - $0) / 3 })
    #expect(difference(find(dim).prepared, find(plain.image).prepared) < 20)
  }

  @Test func shadowsAreNoInk() {
    func shadow(_ x: Int, _ y: Int) -> Double { 3 * x + y > 620 ? 0.6 : 1 }
    var drawn = Drawn(width: 300, height: 300) { _, _, _ in 230 }
    drawn.seven(x: 90, y: 70, width: 120, height: 160, stroke: 16, color: [40])
    for y in 0..<300 {
      for x in 0..<300 {
        drawn.image.pixels[y * 300 + x] = UInt8(Double(drawn.image.pixels[y * 300 + x]) * shadow(x, y))
      }
    }
    #expect(difference(find(drawn.image).prepared, find(plain.image).prepared) < 8)
  }

  @Test func severalDigitsAreCounted() {
    var two = Drawn(width: 400, height: 200) { _, _, _ in 255 }
    for x in [60, 220] { two.seven(x: x, y: 40, width: 70, height: 110, stroke: 10, color: [0]) }
    #expect(find(two.image).digitCount == 2)
    // A speck, and a bar that has come off above.
    var broken = plain
    broken.bar(x: 250, y: 240, width: 9, height: 9, color: [0])
    broken.bar(x: 100, y: 45, width: 90, height: 12, color: [0])
    #expect(find(broken.image).digitCount == 1)
  }
}
