#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Folders and what is in them.
public enum Folder {
  /// The names in a folder, sorted, hidden ones left out.
  /// - Throws: `FileError`, naming the folder.
  public static func names(in path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else { throw .reading(path, code: errno) }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(folder) else { break }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    guard errno == 0 else { throw .reading(path, code: errno) }
    return names.sorted()
  }

  /// Whether there is a folder at a path.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes a folder and those above it; one that is there already stays as it is.
  /// - Throws: `FileError`, naming the folder that cannot be made.
  public static func make(_ path: String) throws(FileError) {
    var code = mkdir(path, 0o777) == 0 ? 0 : errno
    if code == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try make(String(path[..<slash]))
      code = mkdir(path, 0o777) == 0 ? 0 : errno
    }
    guard code == 0 || exists(path) else { throw .makingFolder(path, code: code) }
  }
}
