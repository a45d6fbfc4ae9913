import ApusFiles
import FileTestSupport
import Foundation
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
      #expect(throws: FileError.tooLarge(path: path, bytes: 1000, limit: 999)) {
        try FileBytes.read(path, limit: 999)
      }
      #expect(try FileBytes.read(path, limit: 500, limits: Limits(factor: 2)).count == 1000)
    }
    #expect(throws: FileError.self) { try FileBytes.read("/proc/self/status", limit: 10) }
  }

  @Test func refusesASparseFileBeforeItIsRead() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/sparse"
      try AtomicFile.write([1], to: path)
      try #require(truncate(path, 60 << 30) == 0)
      #expect(throws: FileError.tooLarge(path: path, bytes: 60 << 30, limit: 1 << 31)) {
        try FileBytes.read(path)
      }
      #expect(
        FileError.tooLarge(path: "a", bytes: 60 << 30, limit: 1 << 31).description
          == "a has 64424509440 bytes, more than the limit of 2147483648; --limits 30 would allow it")
      // Allowed, but more than any system has.
      try #require(truncate(path, 1 << 42) == 0)
      #expect(throws: FileError.outOfMemory(path: path, bytes: 1 << 42)) {
        try FileBytes.read(path, limits: Limits(factor: 1_000_000))
      }
    }
  }

  @Test func aPipeThatNeverEndsIsLeft() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/pipe"
      try #require(mkfifo(path, 0o600) == 0)
      let writer = Process()
      writer.executableURL = URL(fileURLWithPath: "/bin/sh")
      writer.arguments = ["-c", "exec cat /dev/zero > \"$0\"", path]
      try writer.run()
      defer { writer.waitUntilExit() }
      #expect(throws: FileError.self) { try FileBytes.read(path, limit: 1 << 20) }
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
