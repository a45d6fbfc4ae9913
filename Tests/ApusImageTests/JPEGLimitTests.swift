import ApusFiles
import ApusImage
import Testing

@Suite struct JPEGLimitTests {
  private func decode(_ bytes: [UInt8], limits: Limits = .standard) throws -> Image {
    try bytes.withUnsafeBytes { try Image(jpeg: $0, name: "a.jpg", limits: limits) }
  }

  private func big(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }

  /// A gray picture as a progressive JPEG, written from ITU-T T.81: a scan of its blocks' averages, then scans that say in a
  /// few bytes that a coefficient of all blocks is zero, bit by bit.
  private func progressive(blocksAcross: Int, blocksDown: Int, scans: Int) -> [UInt8] {
    var file: [UInt8] = [0xFF, 0xD8]
    func add(_ marker: UInt8, _ contents: [UInt8]) {
      file += [0xFF, marker] + big(contents.count + 2) + contents
    }
    add(0xDB, [0] + Array(repeating: 1, count: 64))
    add(0xC2, [8] + big(blocksDown * 8) + big(blocksAcross * 8) + [1, 1, 0x11, 0])
    let one: [UInt8] = [1] + Array(repeating: 0, count: 15)
    // A difference of no bits; a run of 16,384 blocks, whose 14 further bits are zeros.
    add(0xC4, [0x00] + one + [0x00])
    add(0xC4, [0x10] + one + [0xE0])
    add(0xDA, [1, 1, 0x00, 0, 0, 0x00])
    file += Array(repeating: 0, count: (blocksAcross * blocksDown + 7) / 8)
    let runs = (blocksAcross * blocksDown + 16_383) / 16_384
    for scan in 0..<scans {
      let (coefficient, bit) = (UInt8(1 + scan / 14), UInt8(13 - scan % 14))
      add(0xDA, [1, 1, 0x00, coefficient, coefficient, (scan % 14 == 0 ? 0 : bit + 1) << 4 | bit])
      file += Array(repeating: 0, count: (15 * runs + 7) / 8)
    }
    return file + [0xFF, 0xD9]
  }

  @Test func refusesManyScansOfManyPixels() throws {
    let file = progressive(blocksAcross: 256, blocksDown: 256, scans: 800)
    #expect(file.count < 64 << 10)
    #expect(throws: ImageError.tooManyScans(file: "a.jpg")) { try decode(file) }
    #expect(try decode(file, limits: Limits(factor: 100)).pixels.allSatisfy { $0 == 128 })
    // What an encoder makes of a photograph.
    #expect(try decode(progressive(blocksAcross: 256, blocksDown: 256, scans: 14)).width == 2048)
    // The fewer pixels, the more scans.
    #expect(try decode(progressive(blocksAcross: 16, blocksDown: 16, scans: 800)).width == 128)
  }

  @Test func refusesManyPixelsInFewBytes() throws {
    let file = progressive(blocksAcross: 8000, blocksDown: 60, scans: 1)
    #expect(throws: ImageError.self) { try decode(file) }
    #expect(try decode(file, limits: Limits(factor: 2)).width == 64_000)
  }

  @Test func emptyPhotographsOfFiftyMegapixelsAreRead() throws {
    // The fewest bytes that an encoder makes of 8160 × 6144 pixels.
    let file = try Image(width: 8160, height: 6144, channels: 1, filledWith: 4).jpeg(quality: 80)
    #expect(try decode(file).pixels.count == 8160 * 6144)
  }

  @Test func otherKindsAreNamed() {
    #expect {
      try decode([0x89] + Array("PNG".utf8) + [13, 10, 26, 10])
    } throws: {
      "\($0)" == "a.jpg is a PNG picture, which is not read; convert it to JPEG"
    }
  }
}
