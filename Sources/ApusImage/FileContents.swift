import Glibc

/// A whole file in memory, read without Foundation.
package enum FileContents {
  /// No sound image file is larger: 512 MiB.
  package static let mostImageBytes = 512 << 20

  /// Reads a regular file or a pipe.
  /// - Throws: `ImageError.unreadable` with the system's reason, or for a folder or a device, which may never
  ///   end; `fileTooLarge` beyond the limit, before more than that is held in memory.
  package static func read(
    _ path: String, limit: Int = mostImageBytes
  ) throws(ImageError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(file: path, reason: reason()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: reason()) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw .unreadable(file: path, reason: "it is a folder")
    case S_IFCHR, S_IFBLK: throw .unreadable(file: path, reason: "it is a device, not a file")
    default: break
    }
    guard status.st_size <= limit else { throw .fileTooLarge(file: path, limit: limit) }

    // Pipes say a size of 0: read until nothing comes, whatever the size said.
    var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size), 1 << 14) + 1)
    var filled = 0
    while true {
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress! + filled, $0.count - filled)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(file: path, reason: reason())
      }
      if count == 0 { break }
      filled += count
      guard filled <= limit else { throw .fileTooLarge(file: path, limit: limit) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}

extension Image {
  /// Reads a JPEG file. With `ApusData`, an initializer of the same name reads PNG files as well, and is preferred.
  /// - Throws: `ImageError`, naming the file.
  @_disfavoredOverload
  public init(file path: String) throws(ImageError) {
    let bytes = try FileContents.read(path)
    var result: Result<Image, ImageError>?
    bytes.withUnsafeBytes { buffer in
      do throws(ImageError) {
        result = .success(try Image(jpeg: buffer, name: path))
      } catch {
        result = .failure(error)
      }
    }
    self = try result!.get()
  }
}
