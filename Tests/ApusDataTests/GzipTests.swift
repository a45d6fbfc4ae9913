import ApusData
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
    let file = gzip(contents)
    #expect(try Gzip.expand(file, path: "a.gz", limit: contents.count).count == contents.count)
    let message = message { try Gzip.expand(file, path: "a.gz", limit: contents.count - 1) }
    #expect(message?.contains("expands to more than 69999 bytes") == true)
  }
}
