import ApusData
import ApusFiles
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

  /// White ink on a transparent canvas would not be seen on white.
  @Test func laysWhiteOnBlack() throws {
    let image = try decode(
      """
      iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAFElEQVR4nGP4////fwZ08OvXr/8AZ4UH6gB2ljMAAA\
      AASUVORK5CYII=
      """)
    let white = [UInt8](repeating: 255, count: 3)
    #expect(image.pixels == white + [UInt8](repeating: 0, count: 12) + [250, 250, 250])
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
      #expect(message?.hasPrefix("a.png") == true, "\(length) bytes")
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

  /// Made by Pillow 12, with an EXIF orientation of 6.
  private static let turned = """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZnS2kAAAAY\
    SURBVHicY/jPwMDwn4GB4T8jIxMzBAAALV4DF5j+5QMAAAAASUVORK5CYII=
    """
  /// Two frames, of which the second is the first's negative.
  private static let animated = """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAACGFjVEwAAAACAAAAAPONk3AAAAAaZmNUTAAAAAAAAAADAAAAAgAA\
    AAAAAAAAAAEACgAAP7ZcWAAAABhJREFUeJxj+M/AwPCfgYHhPyMjEzMEAAAtXgMXmP7lAwAAABpmY1RMAAAAAQAAAAMAAAACAAAA\
    AAAAAAAAAQAKAACkxbaMAAAAHmZkQVQAAAACeJwFwQEBAAAIgCD7fzkzgIqKOVdVH4Y/DuGvLrCsAAAAAElFTkSuQmCC
    """

  @Test func isTurnedUpright() throws {
    #expect(
      try decode(Self.turned)
        == Image(
          width: 2, height: 3, channels: 3,
          pixels: [1, 2, 3, 255, 0, 0, 4, 5, 6, 0, 255, 0, 7, 8, 9, 0, 0, 255]))
  }

  @Test func readsTheFirstFrame() throws {
    #expect(
      try decode(Self.animated).pixels == [
        255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9,
      ])
  }

  @Test(.enabled(if: sharedFile("cases/images/o1.png") != nil, "needs ../shared/cases/images"))
  func allOrientationsShowTheSamePicture() throws {
    let upright = try Image(file: #require(sharedFile("cases/images/o1.png")))
    for orientation in [3, 6, 8] {
      let path = try #require(sharedFile("cases/images/o\(orientation).png"))
      #expect(try Image(file: path) == upright, "orientation \(orientation)")
    }
  }

  @Test func refusesManyPixelsInFewBytes() throws {
    let file = try Image(width: 8000, height: 2500, channels: 1).png()
    #expect(file.count < 64 << 10)
    let message = message { try Image.decode(file, name: "a.png") }
    #expect(message?.hasPrefix("a.png: has 20000000 pixels, more than the limit of") == true)
    #expect(try Image.decode(file, name: "a.png", limits: Limits(factor: 3)).pixels.count == 20_000_000)
  }

  @Test func refusesOtherFormats() {
    #expect(
      message { try Image.decode(Array("GIF89a".utf8), name: "a.gif") }
        == "a.gif is a GIF picture, which is not read; convert it to JPEG, PNG or WebP")
    #expect(
      message { try Image.decode(Array("APUS".utf8), name: "a.png") }
        == "a.png is an .apus file, not a picture that is read (JPEG, PNG or WebP)")
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
