import ApusModel
import Testing

@Suite struct CRC32CTests {
  /// RFC 3720, appendix B.4.
  @Test func agreesWithPublishedVectors() {
    let vectors: [([UInt8], UInt32)] = [
      ([], 0),
      (Array("123456789".utf8), 0xE306_9283),
      (Array(repeating: 0, count: 32), 0x8A91_36AA),
      (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
      (Array(0..<32), 0x46DD_794E),
      (Array((0..<32).reversed()), 0x113F_DB5C),
    ]
    for (bytes, expected) in vectors {
      #expect(bytes.withUnsafeBytes { CRC32C.checksum(of: $0) } == expected)
    }
  }

  @Test func countsTheHoleAsZeros() {
    var bytes: [UInt8] = Array(0..<45)
    let whole = bytes.withUnsafeBytes { CRC32C.checksum(of: $0, zeroing: 12) }
    for index in 12..<16 { bytes[index] = 0 }
    #expect(bytes.withUnsafeBytes { CRC32C.checksum(of: $0) } == whole)
  }
}
