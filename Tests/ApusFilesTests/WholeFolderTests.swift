import ApusFiles
import FileTestSupport
import Foundation
import Testing

/// Folders that are written whole or not at all.
@Suite struct WholeFolderTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID())")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @Test func filesLieInTheirFolders() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try WholeFolder.write([.init("a.txt", text: "one"), .init("b/c/d.txt", text: "two")], to: path("new"))
    #expect(try FileBytes.read(path("new/a.txt")) == Array("one".utf8))
    #expect(try FileBytes.read(path("new/b/c/d.txt")) == Array("two".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["new"])
  }

  @Test func whatIsThereStays() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try Folder.make(path("old"))
    // An empty folder is none.
    try WholeFolder.write([.init("a", text: "one")], to: path("old/"))
    #expect(throws: FileError.isThere(path: path("old"))) {
      try WholeFolder.write([.init("b", text: "two")], to: path("old"))
    }
    #expect(throws: FileError.isThere(path: path("old/a"))) { try WholeFolder.check(path("old/a")) }
    #expect(try Folder.names(in: path("old")) == ["a"])
  }

  @Test func nothingIsLeftOfAFolderThatFailed() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    // A file cannot be a folder as well.
    #expect(throws: FileError.self) {
      try WholeFolder.write([.init("a", text: "one"), .init("a/b", text: "two")], to: path("new"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    #expect(throws: FileError.noSuchFolder(path: path("none/new"), folder: path("none"))) {
      try WholeFolder.write([], to: path("none/new"))
    }
  }
}
