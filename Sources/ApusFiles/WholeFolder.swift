#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes folders of files so that there is the whole folder or none: under a random name beside it, and renamed. A
/// folder that has something in it is not replaced.
public enum WholeFolder {
  /// A file of such a folder.
  public struct File: Hashable, Sendable {
    /// Its path in the folder: `src/model.c`.
    public var path: String
    /// Its content.
    public var bytes: [UInt8]

    /// A file from its bytes.
    public init(_ path: String, _ bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }

    /// A file from its text.
    public init(_ path: String, text: String) { self.init(path, Array(text.utf8)) }
  }

  /// Finds out whether a folder could be written.
  /// - Throws: `FileError.isThere` where there is something under the name that is no empty folder.
  public static func check(_ path: String) throws(FileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard Folder.exists(path), try Folder.names(in: path).isEmpty else { throw .isThere(path: path) }
  }

  /// Writes a folder.
  /// - Parameters:
  ///   - files: what is in it; no two have one path.
  ///   - path: where it is to be; the folder above it is there.
  /// - Throws: `FileError`, naming the folder; there is none then.
  public static func write(_ files: [File], to path: String) throws(FileError) {
    try check(path)
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let parent = AtomicFile.folder(of: path)
    guard Folder.exists(parent) else { throw .noSuchFolder(path: path, folder: parent) }
    var random = SystemRandomNumberGenerator()
    let partial = "\(parent)/.apus-\(String(random.next() as UInt64, radix: 16)).folder"
    do throws(FileError) {
      for file in files {
        let target = "\(partial)/\(file.path)"
        try Folder.make(AtomicFile.folder(of: target))
        try AtomicFile.write(file.bytes, to: target)
      }
      guard rename(partial, path) == 0 else { throw .writing(path, code: errno) }
    } catch {
      for file in files { remove("\(partial)/\(file.path)") }
      // Folders from the innermost on.
      let folders = Set(files.flatMap { ancestors(of: $0.path) }).sorted { $0.count > $1.count }
      for folder in folders { rmdir("\(partial)/\(folder)") }
      rmdir(partial)
      throw error
    }
  }

  /// The folders that a path leads through.
  private static func ancestors(of path: String) -> [String] {
    path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
  }
}
