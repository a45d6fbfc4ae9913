import ApusFiles
import FileTestSupport
import Testing

@Suite struct FileBytesTests {
  @Test func readsFilesOfAnyLength() throws {
    try withTemporaryFolder { folder in
      for count in [0, 1, 1 << 14, 1 << 14 + 1, 100_000] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        try AtomicFile.write(bytes, to: "\(folder)/file")
        #expect(try FileBytes.read("\(folder)/file") == bytes)
      }
    }
  }

  @Test func readsFilesThatDoNotSayTheirSize() throws {
    #expect(try FileBytes.read("/proc/self/status").starts(with: "Name:".utf8))
  }

  @Test func refusesMoreThanTheLimit() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file"
      try AtomicFile.write([UInt8](repeating: 7, count: 1000), to: path)
      #expect(try FileBytes.read(path, limit: 1000).count == 1000)
      #expect(throws: FileError.tooLarge(path: path, limit: 999)) { try FileBytes.read(path, limit: 999) }
    }
    #expect(throws: FileError.tooLarge(path: "/proc/self/status", limit: 10)) {
      try FileBytes.read("/proc/self/status", limit: 10)
    }
  }

  @Test(arguments: [
    FileError.isDevice(path: "/dev/zero"), .isFolder(path: "/"), .notFound(path: "/nowhere"),
  ])
  func refusesWhatIsNoFile(error: FileError) {
    let path = String(error.description.prefix { $0 != " " })
    #expect(throws: error) { try FileBytes.read(path) }
  }
}
