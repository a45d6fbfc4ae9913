import ApusFiles
import FileTestSupport
import Foundation
import Testing

/// The two ways in which a file comes to its name: from none, and from a random one.
@Suite struct PartialFileTests {
  @Test(arguments: [true, false], [true, false])
  func theNameIsTakenAtOnce(mayBeUnnamed: Bool, replacing: Bool) throws {
    try withTemporaryFolder { folder in
      let target = "\(folder)/file"
      if replacing { try Data([1]).write(to: URL(fileURLWithPath: target)) }
      let partial = try PartialFile(in: folder, path: target, mayBeUnnamed: mayBeUnnamed)
      #expect(write(partial.descriptor, [2, 3] as [UInt8], 2) == 2)
      #expect((try? FileBytes.read(target)) == (replacing ? [1] : nil))
      PartialFile.removeLeftovers(in: folder)
      #expect(partial.rename(to: target, replacing: replacing) == 0)
      partial.close()
      #expect(try FileBytes.read(target) == [2, 3])
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test(arguments: [true, false])
  func whatHasNotTakenItsNameIsGone(mayBeUnnamed: Bool) throws {
    try withTemporaryFolder { folder in
      try PartialFile(in: folder, path: "file", mayBeUnnamed: mayBeUnnamed).close()
      #expect(try names(in: folder).isEmpty)
    }
  }

  @Test(arguments: [true, false])
  func aNameThatIsTakenInBetweenIsReplaced(mayBeUnnamed: Bool) throws {
    try withTemporaryFolder { folder in
      let target = "\(folder)/file"
      let partial = try PartialFile(in: folder, path: target, mayBeUnnamed: mayBeUnnamed)
      try Data([1]).write(to: URL(fileURLWithPath: target))
      #expect(partial.rename(to: target, replacing: false) == 0)
      partial.close()
      #expect(try FileBytes.read(target).isEmpty)
      #expect(try names(in: folder) == ["file"])
    }
  }
}
