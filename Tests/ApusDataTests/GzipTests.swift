import ApusData
import ApusFiles
import ApusImage
import Testing

@Suite struct GzipTests {
  private let contents = (0..<70_000).map { UInt8(truncatingIfNeeded: ($0 &* $0) >> 3) }

  @Test func expandsStoredBlocks() throws {
    #expect(try Gzip.expand(gzip(contents), path: "a.gz") == contents)
    #expect(try Gzip.expand(gzip([]), path: "a.gz") == [])
  }

  @Test func expandsSeveralMembersInOneFile() throws {
    // Made by Python's gzip module.
    let file = "H4sIAAAAAAACA0vLLCouUQAA/HrxHAYAAAAfiwgAAAAAAAIDK05Nzs9LAQBpER+2BgAAAA=="
    #expect(try Gzip.expand(bytes(base64: file), path: "a.gz") == Array("first second".utf8))
  }

  @Test func refusesFilesCutOffAnywhere() {
    let file = gzip(Array(contents.prefix(40)))
    for length in 0..<file.count {
      let message = message { try Gzip.expand(Array(file.prefix(length)), path: "a.gz") }
      #expect(message?.hasPrefix("a.gz: damaged gzip file") == true, "\(length) bytes")
    }
  }

  @Test func refusesAWrongChecksumAndChangedContents() {
    let file = gzip(Array(contents.prefix(40)))
    for at in 15..<file.count {
      var damaged = file
      damaged[at] ^= 1
      #expect(throws: DataError.self, "byte \(at)") { try Gzip.expand(damaged, path: "a.gz") }
    }
  }

  @Test func stopsAtALimit() throws {
    // A black picture's deflated rows, which are 20 MB in 20 KB, in gzip's wrapper.
    let picture = try Image(width: 4096, height: 5000, channels: 1).png()
    let file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + deflated(picture)
    let message = message { try Gzip.expand(file, path: "a.gz") }
    #expect(message?.contains("expands to more than the limit of") == true, "\(message ?? "expanded")")
    // Beyond the limit there is nothing wrong but the checksum.
    let allowed = ApusDataTests.message { try Gzip.expand(file, path: "a.gz", limits: Limits(factor: 2)) }
    #expect(allowed?.contains("limit") == false)
  }

  /// The deflated data of a PNG, without zlib's header and checksum.
  private func deflated(_ png: [UInt8]) -> [UInt8] {
    var data: [UInt8] = []
    var at = 8
    while at + 12 <= png.count {
      let length = png[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      if png[at + 4..<at + 8].elementsEqual("IDAT".utf8) { data += png[at + 8..<at + 8 + length] }
      at += 12 + length
    }
    return Array(data.dropFirst(2).dropLast(4)) + [0, 0, 0, 0, 0, 0, 0, 0]
  }
}
