import ApusData
import ApusFiles
import ApusImage
import FileTestSupport
import Testing

/// Files and their pixels as Pillow 12 has them.
@Suite struct WebPTests {
  private static let colors: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9]
  static let plain = """
    UklGRkAAAABXRUJQVlA4TDQAAAAvAkAAAC9AkG2z7f7M1yCQtNn2/plPIGmz7f0zf/4D/sijZpttoJBtBDh0r8ApXUT/Y3gB
    """
  static let animated = """
    UklGRtAAAABXRUJQVlA4WAoAAAACAAAAAgAAAQAAQU5JTQYAAAAAAAAAAABBTk1GTgAAAAAAAAAAAAIAAAEAAGQAAAJWUDhMNgAA\
    AC8CQAAAL0AmYLHRv69PDTJpm7bz73cn2QBF8f+9RvMf8Ee1uupqHyhkGwFO7R6FE7mI/sd4AUFOTUZOAAAAAAAAAAAAAgAAAQAA\
    ZAAAAFZQOEw1AAAALwJAAAAvQCZgMfTv61sNMmmbtvPvdyfZAEXx/71G8x/y/2y11SwRFLKNAIfuJTmRi+h/vCMA
    """
  /// The same with an EXIF orientation of 6.
  private static let turned = """
    UklGRnQAAABXRUJQVlA4WAoAAAAIAAAAAgAAAQAAVlA4TDQAAAAvAkAAAC9AkG2z7f7M1yCQtNn2/plPIGmz7f0zf/4D/sijZptt\
    oJBtBDh0r8ApXUT/Y3gBRVhJRhoAAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA==
    """
  static let transparent = """
    UklGRjQAAABXRUJQVlA4TCgAAAAvAkAAEC9wBZRBOQUKkQAJr8gu0+jsAN/7/Bdq2jZgQ51/OTWi/zG9
    """

  private func decode(_ text: String) throws -> Image {
    try Image.decode(bytes(base64: text), name: "a.webp")
  }

  @Test(arguments: [plain, animated]) func readsTheFirstPicture(text: String) throws {
    #expect(try decode(text) == Image(width: 3, height: 2, channels: 3, pixels: Self.colors))
  }

  @Test func laysTransparencyOnWhite() throws {
    #expect(
      try decode(Self.transparent).pixels == [
        255, 255, 255, 147, 152, 157, 80, 90, 100, 221, 224, 226, 180, 188, 196, 200, 210, 220,
      ])
  }

  @Test func isTurnedUpright() throws {
    #expect(
      try decode(Self.turned)
        == Image(
          width: 2, height: 3, channels: 3,
          pixels: [1, 2, 3, 255, 0, 0, 4, 5, 6, 0, 255, 0, 7, 8, 9, 0, 0, 255]))
  }

  @Test func refusesFilesCutOffAnywhere() {
    for text in [Self.plain, Self.animated, Self.turned, Self.transparent] {
      let file = bytes(base64: text)
      for length in 0..<file.count where length != 0 {
        #expect(throws: ImageError.self, "\(length) of \(file.count) bytes") {
          try Image.decode(Array(file.prefix(length)), name: "a.webp")
        }
      }
    }
  }

  @Test func refusesManyPixelsInFewBytes() {
    // 16383 × 16383 pixels of one color.
    let file = bytes(base64: "UklGRioAAABXRUJQVlA4TB4AAAAv/r//DwegEEAAFDQKAQRAQaMQQAAUNP2PHxHR/wA=")
    let message = message { try Image.decode(file, name: "a.webp") }
    #expect(
      message
        == "a.webp: has 268402689 pixels, more than the limit of 4204304; --limits 64 would allow it")
  }

  private static let photograph = sharedFile("cases/images/photo.webp")

  @Test(.enabled(if: photograph != nil, "needs ../shared/cases/images"))
  func readsAPhotograph() throws {
    #expect(try Image(file: #require(Self.photograph)).channels == 3)
  }
}
