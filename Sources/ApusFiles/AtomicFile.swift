#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes files so that at any moment, even after a power failure, a name stands either for the whole
/// old content or for the whole new one.
///
/// The bytes go to a file without a name in the same folder, or, where the system has no such files, to one of a random
/// name; they are forced to the disk, and then take the name by `rename`, which POSIX makes atomic. A process that is killed
/// leaves nothing, or that one file, which `check` removes. Whatever else stands in the folder is neither followed nor
/// waited for. A file that is replaced hands on its permissions, and one that nobody may write is not replaced. Devices and
/// pipes are written in place.
public enum AtomicFile {
  /// Replaces or makes a file.
  /// - Throws: `FileError`, naming the file; the old content, if any, is then still there.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(FileError) in try write(buffer, to: path) }
    }
    try result.get()
  }

  /// Replaces or makes a file from borrowed bytes.
  /// - Throws: `FileError`, naming the file; the old content, if any, is then still there.
  public static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(FileError) {
    let target = resolved(path)
    let old = try replaced(target, path: path)
    if let old, old.st_mode & S_IFMT != S_IFREG {
      return try writeInPlace(bytes, target: target, path: path)
    }
    let partial = try PartialFile(in: folder(of: target), path: path)
    defer { partial.close() }
    var failure = writeAll(bytes, to: partial.descriptor)
    if failure == 0, let old { failure = partial.takePermissions(of: old) }
    if failure == 0, fsync(partial.descriptor) != 0 { failure = errno }
    if failure == 0 { failure = partial.rename(to: target, replacing: old != nil) }
    guard failure == 0 else { throw .writing(path, code: failure) }

    // The new name is an entry of the folder, which has to reach the disk as well.
    let folderDescriptor = open(folder(of: target), O_RDONLY | O_CLOEXEC)
    if folderDescriptor >= 0 {
      fsync(folderDescriptor)
      close(folderDescriptor)
    }
  }

  /// Finds out whether a file could be written, before the long work whose result it is to hold. What is under the name
  /// stays as it is; what killed processes have left in the folder is removed.
  /// - Parameters:
  ///   - path: the file.
  ///   - inputs: files that are read, which it would replace: it may be none of them, under any name.
  /// - Throws: `FileError`, naming the file, as `write` would, and `isInput`.
  public static func check(_ path: String, inputs: [String] = []) throws(FileError) {
    if let input = inputs.first(where: { isSame($0, path) }) { throw .isInput(path: path, input: input) }
    let target = resolved(path)
    if let old = try replaced(target, path: path), old.st_mode & S_IFMT != S_IFREG { return }
    let folder = folder(of: target)
    PartialFile.removeLeftovers(in: folder)
    try PartialFile(in: folder, path: path).close()
  }

  /// Whether two paths lead to one file or folder, that is there.
  public static func isSame(_ first: String, _ second: String) -> Bool {
    var (one, other) = (stat(), stat())
    return stat(first, &one) == 0 && stat(second, &other) == 0 && one.st_ino == other.st_ino
      && one.st_dev == other.st_dev
  }

  /// The folder part of a path: `.` where there is none.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Where a symbolic link leads, so that the link itself stays.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// What stands under the name now, and may be replaced or written to; nil where there is nothing.
  private static func replaced(_ target: String, path: String) throws(FileError) -> stat? {
    var status = stat()
    guard stat(target, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw .isFolder(path: path)
    // Root may write what nobody may: the permissions say more than the question whether it could.
    case S_IFREG where status.st_mode & 0o222 == 0: throw .readOnly(path: path)
    case _: break
    }
    guard faccessat(AT_FDCWD, target, W_OK, AT_EACCESS) == 0 else { throw .writing(path, code: errno) }
    return status
  }

  private static func writeInPlace(
    _ bytes: UnsafeRawBufferPointer, target: String, path: String
  ) throws(FileError) {
    // A pipe that nobody reads would be waited for; with `O_NONBLOCK` it is an error.
    let descriptor = open(target, O_WRONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .writing(path, code: errno) }
    let failure = writeAll(bytes, to: descriptor)
    close(descriptor)
    guard failure == 0 else { throw .writing(path, code: failure) }
  }
}
