#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is being written, before it takes its name: one without a name where the system has such files (Linux's
/// `O_TMPFILE`), else `.apus-` and 16 random digits, made only where nothing stands under that name.
package struct PartialFile {
  /// Where its bytes are written to.
  package let descriptor: Int32
  /// The folder it is in, which is also where it is going.
  private let folder: String
  /// Its name in the folder; nil for a file without one.
  private let name: String?

  private static let prefix = ".apus-"
  private static let suffix = ".partial"
  private static let digits = 16
  /// Seconds after which a file that is not locked is a leftover; a younger one may be about to be locked.
  private static let oldAge = 60

  /// - Parameters:
  ///   - folder: where it is to be.
  ///   - path: what errors call it.
  ///   - mayBeUnnamed: false to do as where the system has no files without a name.
  package init(in folder: String, path: String, mayBeUnnamed: Bool = true) throws(FileError) {
    self.folder = folder
    if mayBeUnnamed, let unnamed = Self.openUnnamed(in: folder) {
      descriptor = unnamed
      name = nil
      return
    }
    let random = Self.randomName()
    // `O_EXCL` follows no link and opens nothing that is already there.
    let opened = open("\(folder)/\(random)", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard opened >= 0 else { throw .writing(path, code: errno) }
    // While this is held, `removeLeftovers` of another process leaves the file alone.
    flock(opened, LOCK_EX | LOCK_NB)
    descriptor = opened
    name = random
  }

  /// Ends it. What has not taken its name is gone.
  package func close() {
    if let name { unlink("\(folder)/\(name)") }
    closeDescriptor(descriptor)
  }

  /// Gives it the permissions, and if possible the owner, of the file that it is to replace; 0, or the error's number.
  func takePermissions(of old: stat) -> Int32 {
    var mode = old.st_mode & 0o777
    if fchown(descriptor, old.st_uid, old.st_gid) != 0, fchown(descriptor, uid_t.max, old.st_gid) != 0 {
      // Another group gets no more than everybody has.
      mode = mode & 0o707 | (mode & 0o007) << 3
    }
    return fchmod(descriptor, mode) == 0 ? 0 : errno
  }

  /// Gives it its name; 0, or the error's number.
  /// - Parameters:
  ///   - target: a path in its folder.
  ///   - replacing: whether something is known to stand there.
  package func rename(to target: String, replacing: Bool) -> Int32 {
    if let name { return renamed(name, to: target) }
    // A link cannot replace a file, only a rename can.
    if !replacing {
      if link(to: target) { return 0 }
      guard errno == EEXIST else { return errno }
    }
    let name = Self.randomName()
    guard link(to: "\(folder)/\(name)") else { return errno }
    let failure = renamed(name, to: target)
    if failure != 0 { unlink("\(folder)/\(name)") }
    return failure
  }

  private func renamed(_ name: String, to target: String) -> Int32 {
    renameFile("\(folder)/\(name)", target) == 0 ? 0 : errno
  }

  /// Removes the files that killed processes of this user have left in a folder.
  package static func removeLeftovers(in folder: String) {
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasPrefix(prefix), name.hasSuffix(suffix),
        name.utf8.count == prefix.utf8.count + digits + suffix.utf8.count
      else { continue }
      let path = "\(folder)/\(name)"
      let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      var status = stat()
      // One that is being written is locked.
      if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
        time(nil) - lastChange(status) >= oldAge, flock(descriptor, LOCK_EX | LOCK_NB) == 0
      {
        unlink(path)
      }
      closeDescriptor(descriptor)
    }
  }

  private static func lastChange(_ status: stat) -> Int {
    #if canImport(Darwin)
      status.st_mtimespec.tv_sec
    #else
      status.st_mtim.tv_sec
    #endif
  }

  private static func randomName() -> String {
    let number = String(UInt64.random(in: 0 ... .max), radix: 16)
    return prefix + String(repeating: "0", count: digits - number.count) + number + suffix
  }

  #if os(Linux)
    /// A file without a name, locked; nil where the file system has none, or where it could not be named later.
    private static func openUnnamed(in folder: String) -> Int32? {
      // The C library's `O_TMPFILE`, which Swift does not import.
      let unnamed: Int32 = 0o20000000 | O_DIRECTORY
      let descriptor = open(folder, O_WRONLY | unnamed | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { return nil }
      guard access("/proc/self/fd/\(descriptor)", F_OK) == 0 else {
        closeDescriptor(descriptor)
        return nil
      }
      flock(descriptor, LOCK_EX | LOCK_NB)
      return descriptor
    }

    /// Names a file that has no name; where that fails, `errno` says why.
    private func link(to path: String) -> Bool {
      linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
    }
  #else
    private static func openUnnamed(in folder: String) -> Int32? { nil }

    private func link(to path: String) -> Bool {
      errno = ENOTSUP
      return false
    }
  #endif
}

/// The system's `close` and `rename`, out of the shadow of the methods.
private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }

private func renameFile(_ old: String, _ new: String) -> Int32 { rename(old, new) }
