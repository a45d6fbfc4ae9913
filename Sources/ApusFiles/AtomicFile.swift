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
/// The bytes go to `.NAME.partial` in the same folder, are forced to the disk, and then take the name by
/// `rename`, which POSIX makes atomic. On failure the temporary file is removed; one that a killed process
/// left behind is taken over by the next write to the same name. Devices and pipes are written in place.
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
    var status = stat()
    if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      guard status.st_mode & S_IFMT != S_IFDIR else { throw .isFolder(path: path) }
      return try writeInPlace(bytes, target: target, path: path)
    }

    let folder = folder(of: target)
    let temporary = temporaryPath(target)
    let descriptor = try openLocked(temporary, path: path)
    var failure = send(bytes, to: descriptor)
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if failure == 0, rename(temporary, target) != 0 { failure = errno }
    if failure != 0 { unlink(temporary) }
    close(descriptor)
    guard failure == 0 else { throw .writing(path, code: failure) }

    // The new name is an entry of the folder, which has to reach the disk as well.
    let folderDescriptor = open(folder, O_RDONLY | O_CLOEXEC)
    if folderDescriptor >= 0 {
      fsync(folderDescriptor)
      close(folderDescriptor)
    }
  }

  /// Finds out whether a file could be written, before the long work whose result it is to hold: makes the
  /// temporary file and removes it again. What is under the name stays as it is.
  /// - Throws: `FileError`, naming the file, as `write` would.
  public static func check(_ path: String) throws(FileError) {
    let target = resolved(path)
    var status = stat()
    if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      guard status.st_mode & S_IFMT != S_IFDIR else { throw .isFolder(path: path) }
      guard access(target, W_OK) == 0 else { throw .writing(path, code: errno) }
      return
    }
    let temporary = temporaryPath(target)
    let descriptor = try openLocked(temporary, path: path)
    unlink(temporary)
    close(descriptor)
  }

  /// Where bytes go before they take their name.
  private static func temporaryPath(_ target: String) -> String {
    "\(folder(of: target))/.\(target.split(separator: "/").last ?? "file").partial"
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

  private static func writeInPlace(
    _ bytes: UnsafeRawBufferPointer, target: String, path: String
  ) throws(FileError) {
    let descriptor = open(target, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .writing(path, code: errno) }
    let failure = send(bytes, to: descriptor)
    close(descriptor)
    guard failure == 0 else { throw .writing(path, code: failure) }
  }

  /// Opens the temporary file, empty, for this process alone.
  private static func openLocked(_ temporary: String, path: String) throws(FileError) -> Int32 {
    while true {
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw .writing(path, code: errno) }
      flock(descriptor, LOCK_EX)
      // Whoever held the lock may have renamed or removed the file in the meantime.
      var held = stat()
      var named = stat()
      if fstat(descriptor, &held) == 0, stat(temporary, &named) == 0, held.st_ino == named.st_ino,
        held.st_dev == named.st_dev
      {
        guard ftruncate(descriptor, 0) == 0 else {
          let code = errno
          close(descriptor)
          throw .writing(path, code: code)
        }
        return descriptor
      }
      close(descriptor)
    }
  }

  /// Writes all bytes; 0, or the error's number.
  private static func send(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    // Beyond the limit on file sizes, `write` first raises a signal that would end the process; held back,
    // it becomes the error EFBIG.
    var limit = sigset_t()
    var before = sigset_t()
    sigemptyset(&limit)
    sigaddset(&limit, SIGXFSZ)
    pthread_sigmask(SIG_BLOCK, &limit, &before)
    defer {
      var now = timespec()
      while sigtimedwait(&limit, nil, &now) == SIGXFSZ {}
      pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    var sent = 0
    while sent < bytes.count {
      let count = writeBytes(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
      if count > 0 {
        sent += count
      } else if count < 0, errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

/// The system's `write`, out of the shadow of `AtomicFile.write`.
private func writeBytes(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
