import ApusFiles
import FileTestSupport
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
}
