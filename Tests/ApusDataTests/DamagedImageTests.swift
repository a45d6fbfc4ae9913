import ApusData
import ApusGraph
import ApusImage
import Testing

/// Whatever bytes a picture's file has, they are a picture or an error.
@Suite struct DamagedImageTests {
  /// A picture with some detail.
  private static let picture = Image(
    width: 48, height: 40, channels: 3,
    pixels: (0..<48 * 40 * 3).map { UInt8(truncatingIfNeeded: $0 &* $0 / 64) })

  private static let files: [(name: String, bytes: [UInt8])] = [
    ("a.jpg", try! picture.jpeg()), ("a.png", try! picture.png()),
    ("a.webp", ApusDataTests.bytes(base64: WebPTests.transparent)),
    ("b.webp", ApusDataTests.bytes(base64: WebPTests.animated)),
  ]

  private func expectPictureOrError(_ bytes: [UInt8], name: String) {
    guard let image = try? Image.decode(bytes, name: name) else { return }
    #expect(image.pixels.count == image.width * image.height * image.channels)
  }

  @Test func endsAnywhere() {
    for (name, bytes) in Self.files {
      for part in 0..<50 {
        #expect(throws: ImageError.self) {
          try Image.decode(Array(bytes.prefix(bytes.count * part / 50)), name: name)
        }
      }
    }
  }

  @Test func hasOtherBits() {
    for (name, bytes) in Self.files {
      var source = RandomSource(seed: 11)
      for _ in 0..<400 {
        var damaged = bytes
        for _ in 0...source.integer(below: 3) {
          damaged[source.integer(below: bytes.count)] ^= 1 << UInt8(source.integer(below: 8))
        }
        expectPictureOrError(damaged, name: name)
      }
    }
  }

  @Test func hasOtherHeaders() {
    for (name, bytes) in Self.files {
      var source = RandomSource(seed: 12)
      for _ in 0..<400 {
        var damaged = bytes
        for _ in 0..<4 { damaged[source.integer(below: 60)] = UInt8(source.integer(below: 256)) }
        expectPictureOrError(damaged, name: name)
      }
    }
  }
}
