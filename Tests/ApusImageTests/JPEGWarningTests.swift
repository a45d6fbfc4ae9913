import ApusImage
import Testing

@Suite struct JPEGWarningTests {
  private let image = Image(
    width: 24, height: 16, channels: 3,
    pixels: (0..<24 * 16 * 3).map { UInt8(truncatingIfNeeded: 60 &+ $0 / 6) })

  private func decode(_ bytes: [UInt8]) throws -> Image {
    try bytes.withUnsafeBytes { try Image(jpeg: $0, name: "a.jpg") }
  }

  @Test func acceptsStrayBytesBetweenSegments() throws {
    let file = try image.jpeg()
    // After the start marker and the JFIF segment.
    let stray = Array(file[0..<20]) + [0, 0, 0] + file[20...]
    #expect(try decode(stray) == decode(file))
  }

  @Test func acceptsANewerJFIFVersion() throws {
    let file = try image.jpeg()
    var newer = file
    #expect(Array(file[6..<11]) == Array("JFIF\0".utf8))
    newer[11] = 2
    #expect(try decode(newer) == decode(file))
  }

  @Test func acceptsAnUnknownAdobeTransform() throws {
    let file = try image.jpeg()
    // Adobe's segment instead of JFIF's: version, two words of flags and the transform.
    let adobe: [UInt8] = [0xFF, 0xEE, 0, 14] + Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 9]
    #expect(try decode(Array(file[0..<2]) + adobe + file[20...]) == decode(file))
  }

  @Test func refusesFilesCutOffAnywhere() throws {
    let file = try image.jpeg()
    for length in 0..<file.count {
      #expect(throws: ImageError.self, "\(length) of \(file.count) bytes") {
        try decode(Array(file.prefix(length)))
      }
    }
  }

  @Test func refusesDataThatEndsInsideThePicture() throws {
    let early = try image.jpeg().dropLast(20) + [0xFF, 0xD9]
    #expect(throws: ImageError.self) { try decode(Array(early)) }
  }
}
