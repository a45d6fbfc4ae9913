import ApusData
import ApusImage
import FileTestSupport
import Testing

/// The fixtures are three by two pixels, made by Python's Pillow.
@Suite struct PNGTests {
  private static let gray = """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGNkcHBgOPHvPwAIIwNHRutPVwAAAABJRU5ErkJggg==
    """
  private static let rgb = """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAHUlEQVR4nGP4z8DA8J+BgeE/ExMTc8r0E///MwAAOpgGyO8QN8gA\
    AAAASUVORK5CYII=
    """
  private static let palette = """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACBAMAAABvWnspAAAAElBMVEX/AAAA/wAAAP8BAgNklsj///+1SobiAAAADklEQVR4nGNk\
    lGcxlgEAARsAdRHJZj8AAAAASUVORK5CYII=
    """
  private static let transparent = """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAIElEQVR4nAXBAQEAEADAsKGqIFLIpNVtIkHHmKt9X5UPe9sLQOLy\
    lCwAAAAASUVORK5CYII=
    """
  private static let sixteenBit = """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACEAAAAADoj+WFAAAAFklEQVR4nGNkYHBwcHBgOHHi37///wEcIwaMmdK7PwAAAABJRU5E\
    rkJggg==
    """
  private static let oneBit = """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQAAAAC1D1u3AAAADElEQVR4nGNwYDgAAAGEAQEKf5BQAAAAAElFTkSuQmCC
    """
  private let colors: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 100, 150, 200, 255, 255, 255]

  private func decode(_ text: String) throws -> Image { try Image.decode(bytes(base64: text), name: "a.png") }

  @Test(arguments: [gray, sixteenBit]) func decodesGray(file: String) throws {
    #expect(
      try decode(file) == Image(width: 3, height: 2, channels: 1, pixels: [0, 64, 128, 200, 254, 255]))
  }

  @Test(arguments: [rgb, palette]) func decodesColors(file: String) throws {
    #expect(try decode(file) == Image(width: 3, height: 2, channels: 3, pixels: colors))
  }

  @Test func decodesOneBit() throws {
    #expect(
      try decode(Self.oneBit) == Image(width: 3, height: 2, channels: 1, pixels: [0, 255, 0, 255, 255, 0]))
  }

  @Test func laysTransparentPixelsOnWhite() throws {
    let image = try decode(Self.transparent)
    var expected = colors
    expected[3...5] = [255, 255, 255]
    #expect(Array(image.pixels[0..<6]) == Array(expected[0..<6]))
    #expect(Array(image.pixels[9...]) == Array(expected[9...]))
    // Half transparent blue: libpng blends in linear light, so red and green end above the middle.
    #expect(image.pixels[8] == 255)
    #expect((126...190).contains(image.pixels[6]) && image.pixels[6] == image.pixels[7])
  }

  @Test func returnsWhatItEncoded() throws {
    for channels in [1, 3] {
      let pixels = (0..<5 * 4 * channels).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      let image = Image(width: 5, height: 4, channels: channels, pixels: pixels)
      #expect(try Image.decode(image.png(), name: "a.png") == image)
    }
  }

  @Test func refusesFilesCutOffBeforeThePixelsEnd() {
    let file = bytes(base64: Self.rgb)
    // The last 16 bytes are the checksum of the pixels and the end marker.
    for length in 0..<file.count - 16 {
      let message = message { try Image.decode(Array(file.prefix(length)), name: "a.png") }
      #expect(message?.hasPrefix("a.png: ") == true, "\(length) bytes")
    }
  }

  @Test func refusesChangedHeadersAndPixels() {
    let file = bytes(base64: Self.rgb)
    let header = 16..<33
    let pixels = 43..<file.count - 20
    for at in Array(header) + Array(pixels) {
      var damaged = file
      damaged[at] ^= 0x10
      #expect(throws: ImageError.self, "byte \(at)") { try Image.decode(damaged, name: "a.png") }
    }
  }

  @Test func refusesOtherFormats() {
    #expect(throws: ImageError.unknownFormat(file: "a.gif")) {
      try Image.decode(Array("GIF89a".utf8), name: "a.gif")
    }
    #expect(message { try Image.decode([], name: "a.png") }?.contains("empty") == true)
  }

  @Test func namesFilesThatCannotBeRead() throws {
    #expect(
      message { try Image(file: "/nowhere/1.png") } == "/nowhere/1.png does not exist")
    try withTemporaryFolder { folder in
      try write(bytes(base64: Self.gray), to: "\(folder)/1.png")
      #expect(try Image(file: "\(folder)/1.png").pixels.count == 6)
      #expect(message { try Image(file: folder) }?.contains("folder") == true)
    }
  }
}
