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

  /// The files in a folder and in those below it, sorted folder by folder, hidden ones left out. Pipes and devices are left
  /// out as well; of folders that links make appear again and again only the first is looked into. Links that lead nowhere
  /// are among the files, so that whoever reads them says so.
  /// - Throws: `FileError`, naming the folder that cannot be read.
  public static func files(below path: String) throws(FileError) -> [String] {
    var seen: Set<[UInt64]> = []
    return try files(below: path, seen: &seen)
  }

  private static func files(below path: String, seen: inout Set<[UInt64]>) throws(FileError) -> [String] {
    var folder = stat()
    guard stat(path, &folder) == 0 else { throw .reading(path, code: errno) }
    guard seen.insert([UInt64(folder.st_dev), UInt64(folder.st_ino)]).inserted else { return [] }
    var files: [String] = []
    for name in try names(in: path) {
      let path = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      var status = stat()
      guard stat(path, &status) == 0 else {
        files.append(path)
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG: files.append(path)
      case S_IFDIR: files += try Self.files(below: path, seen: &seen)
      case _: break
      }
    }
    return files
  }

  /// Whether there is a folder at a path.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a file is there and in a folder or below it, once all links are followed.
  /// - Parameters:
  ///   - path: the file.
  ///   - folder: the folder.
  public static func contains(_ path: String, in folder: String) -> Bool {
    guard let file = resolved(path), let folder = resolved(folder) else { return false }
    return file.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
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
