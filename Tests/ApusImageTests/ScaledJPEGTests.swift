import ApusImage
import Testing

/// JPEGs that are decoded smaller.
@Suite struct ScaledJPEGTests {
  private func decode(_ bytes: [UInt8], leastSide: Int?) throws -> Image {
    try bytes.withUnsafeBytes { try Image(jpeg: $0, name: "a.jpg", leastSide: leastSide) }
  }

  @Test func areAveragesOfAllPixels() throws {
    for channels in [1, 3] {
      let original = Drawn(width: 421, height: 302, channels: channels) { x, y, channel in
        // Waves of 96 and 80 pixels, made of straight pieces.
        40 + Double(abs(x % 96 - 48) + abs((y + 20 * channel) % 80 - 40)) * 2
      }
      let bytes = try original.image.jpeg(quality: 95)
      let all = try decode(bytes, leastSide: nil)
      #expect((all.width, all.height) == (421, 302))
      for (least, denominator) in [(422, 1), (211, 1), (210, 2), (106, 2), (105, 4), (52, 8), (1, 8)] {
        let small = try decode(bytes, leastSide: least)
        #expect(small.width == (421 + denominator - 1) / denominator, "\(least)")
        #expect(small.height == (302 + denominator - 1) / denominator, "\(least)")
        #expect(difference(small, all.resized(width: small.width, height: small.height)) < 4, "\(least)")
      }
    }
  }
}
