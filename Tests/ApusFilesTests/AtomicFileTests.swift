import ApusFiles
import FileTestSupport
import Foundation
import Testing

@Suite struct AtomicFileTests {
  @Test func whatIsWrittenIsRead() throws {
    try withTemporaryFolder { folder throws in
      for bytes in [[], [7], (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }] as [[UInt8]] {
        try AtomicFile.write(bytes, to: "\(folder)/file")
        #expect(try FileBytes.read("\(folder)/file") == bytes)
      }
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func aLeftoverOfAKilledProcessIsTakenOver() throws {
    try withTemporaryFolder { folder throws in
      #expect(FileManager.default.createFile(atPath: "\(folder)/.file.partial", contents: Data(count: 1000)))
      try AtomicFile.write([1, 2], to: "\(folder)/file")
      #expect(try FileBytes.read("\(folder)/file") == [1, 2])
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func writersOfOneNameDoNotMix() throws {
    try withTemporaryFolder { folder throws in
      DispatchQueue.concurrentPerform(iterations: 16) { writer in
        try? AtomicFile.write([UInt8](repeating: UInt8(writer), count: 50_000), to: "\(folder)/file")
      }
      let bytes = try FileBytes.read("\(folder)/file")
      #expect(bytes.count == 50_000)
      #expect(Set(bytes).count == 1)
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func aSymbolicLinkStaysOne() throws {
    try withTemporaryFolder { folder throws in
      try AtomicFile.write([1], to: "\(folder)/real")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link", withDestinationPath: "\(folder)/real")
      try AtomicFile.write([2], to: "\(folder)/link")
      #expect(try FileBytes.read("\(folder)/real") == [2])
      #expect(try names(in: folder) == ["link", "real"])
    }
  }

  @Test func aMissingFolderIsNamed() throws {
    try withTemporaryFolder { folder throws in
      let path = "\(folder)/missing/file"
      let expected = FileError.noSuchFolder(path: path, folder: "\(folder)/missing")
      #expect(throws: expected) { try AtomicFile.write([1], to: path) }
      #expect(expected.description == "cannot write \(path): there is no folder \(folder)/missing")
    }
  }

  @Test func aFolderIsNotOverwritten() throws {
    try withTemporaryFolder { folder throws in
      #expect(throws: FileError.isFolder(path: folder)) { try AtomicFile.write([1], to: folder) }
      #expect(throws: FileError.isFolder(path: folder)) { try FileBytes.read(folder) }
      #expect(try names(in: folder).isEmpty)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func aFolderWithoutPermissionIsNamed() throws {
    try withTemporaryFolder { folder throws in
      chmod(folder, 0o500)
      defer { chmod(folder, 0o700) }
      let path = "\(folder)/file"
      #expect(throws: FileError.notWritable(path: path)) { try AtomicFile.write([1], to: path) }
    }
  }

  @Test(.enabled(if: geteuid() == 0, "needs root"))
  func aFolderWithoutPermissionIsNamedToOrdinaryUsers() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder throws in
        chmod(folder, 0o555)
        #expect(seteuid(65534) == 0)
        let path = "\(folder)/file"
        #expect(throws: FileError.notWritable(path: path)) { try AtomicFile.write([1], to: path) }
        #expect(seteuid(0) == 0)
      }
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func aFullDiskIsNamed() {
    #expect(throws: FileError.diskFull(path: "/dev/full")) { try AtomicFile.write([1], to: "/dev/full") }
  }

  /// A limit on file sizes stands in for a full disk. It holds for a whole process, so it is set in a child.
  @Test func aDiskThatFillsUpLeavesTheOldContentAndNothingElse() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder throws in
        let path = "\(folder)/file"
        try AtomicFile.write([1, 2, 3], to: path)
        var limit = rlimit(rlim_cur: 1000, rlim_max: 1 << 40)
        #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        #expect(throws: FileError.diskFull(path: path)) {
          try AtomicFile.write([UInt8](repeating: 0, count: 5000), to: path)
        }
        #expect(try FileBytes.read(path) == [1, 2, 3])
        #expect(try names(in: folder) == ["file"])
      }
    }
  }

  @Test func aMissingFileIsNamed() {
    #expect(throws: FileError.notFound(path: "/nowhere/file")) { try FileBytes.read("/nowhere/file") }
  }
}
