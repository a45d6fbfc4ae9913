import ApusFiles
import FileTestSupport
import Foundation
import Testing

@Suite struct FolderTests {
  @Test func namesAreSortedAndHiddenOnesLeftOut() throws {
    try withTemporaryFolder { folder in
      for name in ["b", ".hidden", "a", "ü"] { try AtomicFile.write([], to: "\(folder)/\(name)") }
      try Folder.make("\(folder)/c/d")
      #expect(try Folder.names(in: folder) == ["a", "b", "c", "ü"])
      #expect(Folder.exists("\(folder)/c/d") && !Folder.exists("\(folder)/a"))
    }
  }

  @Test func whatIsNotThereIsNamed() throws {
    #expect(throws: FileError.notFound(path: "/nowhere")) { try Folder.names(in: "/nowhere") }
    try withTemporaryFolder { folder in
      try AtomicFile.write([1], to: "\(folder)/file")
      let path = "\(folder)/file/below"
      #expect(
        throws: FileError.system(path: path, action: "make the folder", reason: "Not a directory")
      ) { try Folder.make(path) }
      try Folder.make(folder)
    }
  }

  @Test func filesBelowAreSortedAndFoundOnce() throws {
    try withTemporaryFolder { folder in
      try Folder.make("\(folder)/b/c")
      for name in ["z", "b/2", "b/10", "b/c/1", ".hidden", "a"] {
        try AtomicFile.write([], to: "\(folder)/\(name)")
      }
      #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
      for (link, target) in [("b/again", folder), ("b/nowhere", "/nowhere"), ("y", "\(folder)/a")] {
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(link)", withDestinationPath: target)
      }
      let found = try Folder.files(below: folder).map { String($0.dropFirst(folder.count + 1)) }
      #expect(found == ["a", "b/10", "b/2", "b/c/1", "b/nowhere", "y", "z"])
      #expect(throws: FileError.notFound(path: "/nowhere")) { try Folder.files(below: "/nowhere") }
    }
  }
}
