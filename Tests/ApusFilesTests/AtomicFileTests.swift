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

  @Test func aLeftoverOfAKilledProcessIsRemoved() throws {
    try withTemporaryFolder { folder throws in
      let kept = ["file", ".apus-short.partial", ".file.partial", ".apus-0123456789abcdef.part"]
      for name in kept + [".apus-0123456789abcdef.partial"] {
        try Data([1]).write(to: url(folder, name))
        try makeOld("\(folder)/\(name)")
      }
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/.apus-0123456789abcdee.partial", withDestinationPath: "\(folder)/file")
      #expect(mkfifo("\(folder)/.apus-0123456789abcded.partial", 0o600) == 0)
      try makeOld("\(folder)/.apus-0123456789abcded.partial")
      try Data([1]).write(to: url(folder, ".apus-0123456789abcdec.partial"))
      try AtomicFile.check("\(folder)/file")
      #expect(try names(in: folder).filter { $0.hasSuffix("f.partial") }.isEmpty)
      #expect(try names(in: folder).count == kept.count + 3)
      #expect(try FileBytes.read("\(folder)/file") == [1])
    }
  }

  @Test func aFileThatIsBeingWrittenIsNotRemoved() throws {
    try withTemporaryFolder { folder throws in
      let path = "\(folder)/.apus-0123456789abcdef.partial"
      try Data([1]).write(to: URL(fileURLWithPath: path))
      try makeOld(path)
      let descriptor = open(path, O_RDWR)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX) == 0)
      try AtomicFile.check("\(folder)/file")
      #expect(try FileBytes.read(path) == [1])
    }
  }

  /// What an enemy, or bad luck, may have put where older versions wrote: it is neither followed nor waited for.
  @Test func whatIsPlantedBesideIsLeftAlone() throws {
    for plant: (String) throws -> Void in [
      { try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "victim") },
      { #expect(mkfifo($0, 0o600) == 0) },
      { try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: false) },
      {
        try Data([3]).write(to: URL(fileURLWithPath: $0))
        #expect(flock(open($0, O_RDWR), LOCK_EX) == 0)
      },
    ] {
      try withTemporaryFolder { folder throws in
        try Data([7]).write(to: url(folder, "victim"))
        try plant("\(folder)/.file.partial")
        try AtomicFile.check("\(folder)/file")
        try AtomicFile.write([1, 2], to: "\(folder)/file")
        #expect(try FileBytes.read("\(folder)/file") == [1, 2])
        #expect(try FileBytes.read("\(folder)/victim") == [7])
        #expect(try names(in: folder) == [".file.partial", "file", "victim"])
      }
    }
  }

  @Test func permissionsAreHandedOn() throws {
    try withTemporaryFolder { folder throws in
      for mode: mode_t in [0o600, 0o640, 0o664, 0o755, 0o200] {
        let path = "\(folder)/\(mode)"
        try AtomicFile.write([1], to: path)
        chmod(path, mode)
        try AtomicFile.write([1, 2], to: path)
        #expect(permissions(path) == mode)
      }
    }
  }

  @Test func newFilesHaveThePermissionsThatTheProcessGives() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder throws in
        umask(0o027)
        try AtomicFile.write([1], to: "\(folder)/new")
        #expect(permissions("\(folder)/new") == 0o640)
      }
    }
  }

  @Test func aReadOnlyFileIsNotReplaced() throws {
    try withTemporaryFolder { folder throws in
      let path = "\(folder)/file"
      try AtomicFile.write([1], to: path)
      chmod(path, 0o444)
      #expect(throws: FileError.readOnly(path: path)) { try AtomicFile.check(path) }
      #expect(throws: FileError.readOnly(path: path)) { try AtomicFile.write([2], to: path) }
      #expect(try FileBytes.read(path) == [1])
      #expect(FileError.readOnly(path: "a").description == "cannot write a: it is read-only")
    }
  }

  @Test func anInputIsNotReplaced() throws {
    try withTemporaryFolder { folder throws in
      let path = "\(folder)/file"
      try AtomicFile.write([1], to: path)
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: path)
      try FileManager.default.linkItem(atPath: path, toPath: "\(folder)/hard")
      for other in [path, "\(folder)/./file", "\(folder)/link", "\(folder)/hard"] {
        #expect(throws: FileError.isInput(path: other, input: path)) {
          try AtomicFile.check(other, inputs: ["/nowhere", path])
        }
      }
      try AtomicFile.check("\(folder)/other", inputs: [path, "\(folder)/link"])
      #expect(
        FileError.isInput(path: "a", input: "a").description == "cannot write a: it is read as well")
    }
  }

  @Test func aPipeThatNobodyReadsIsNotWaitedFor() throws {
    try withTemporaryFolder { folder throws in
      let path = "\(folder)/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      #expect(throws: FileError.self) { try AtomicFile.write([1], to: path) }
      let reader = open(path, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      try AtomicFile.write([1], to: path)
    }
  }

  private func makeOld(_ path: String) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -100)], ofItemAtPath: path)
  }

  private func url(_ folder: String, _ name: String) -> URL { URL(fileURLWithPath: "\(folder)/\(name)") }

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

private func permissions(_ path: String) -> mode_t? {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
}
