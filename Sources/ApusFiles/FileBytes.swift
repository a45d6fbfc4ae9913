#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whole files as bytes.
public enum FileBytes {
  /// The most bytes of a file that is read whole, unless its reader has a limit of its own: 2 GiB.
  public static let standardLimit = 1 << 31

  /// All bytes of a regular file or a pipe.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limit: the most bytes that it may have.
  ///   - limits: by how much that is raised.
  /// - Throws: `FileError`, naming the file: `isDevice` for a device, which may never end, `tooLarge` beyond
  ///   the limit, before more than twice as much is held in memory, and `outOfMemory`.
  public static func read(
    _ path: String, limit: Int = standardLimit, limits: Limits = .standard
  ) throws(FileError) -> [UInt8] {
    let most = limits.raised(limit)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .reading(path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .reading(path, code: errno) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw .isFolder(path: path)
    case S_IFCHR, S_IFBLK: throw .isDevice(path: path)
    default: break
    }
    guard status.st_size <= most else {
      throw .tooLarge(path: path, bytes: Int(status.st_size), limit: limit, limits: limits)
    }
    try Memory.check(Int(status.st_size), for: path)

    // A pipe has no size, and a file may change between the question and the answer: read until nothing comes.
    var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size), 1 << 14) + 1)
    var count = 0
    while true {
      if count == bytes.count {
        try Memory.check(2 * count, for: path)
        bytes.append(contentsOf: repeatElement(0, count: count))
      }
      let received = bytes.withUnsafeMutableBytes { buffer in
        readBytes(descriptor, buffer.baseAddress! + count, buffer.count - count)
      }
      if received < 0 {
        let code = errno
        if code == EINTR { continue }
        throw .reading(path, code: code)
      }
      if received == 0 { break }
      count += received
      guard count <= most else {
        throw .tooLarge(path: path, bytes: count, limit: limit, limits: limits)
      }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}

/// The system's `read`, out of the shadow of `FileBytes.read`.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
