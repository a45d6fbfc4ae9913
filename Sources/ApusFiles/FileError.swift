#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a file could not be read or written. Every case names the file.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such file.
  case notFound(path: String)
  /// A folder, where a file is needed.
  case isFolder(path: String)
  /// A device, where a file is needed.
  case isDevice(path: String)
  /// A file of another kind than the one that is needed, which is named with its article: `an .apus file`.
  case otherKind(path: String, found: FileKind, needed: String)
  /// A file of more bytes than the limit.
  case tooLarge(path: String, limit: Int)
  /// The system does not give the memory that the file needs, in bytes.
  case outOfMemory(path: String, bytes: Int)
  /// The folder that the file belongs in is not there.
  case noSuchFolder(path: String, folder: String)
  /// Not allowed to read the file.
  case notReadable(path: String)
  /// Not allowed to write the file, or to make files in its folder.
  case notWritable(path: String)
  /// No space left, a quota reached, or a limit on the size of files.
  case diskFull(path: String)
  /// Anything else that the operating system reports.
  case system(path: String, action: String, reason: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .notFound(let path): "\(path) does not exist"
    case .isFolder(let path): "\(path) is a folder, not a file"
    case .isDevice(let path): "\(path) is a device, not a file"
    case .otherKind(let path, let found, let needed): "\(path) is \(found.name), not \(needed)"
    case .tooLarge(let path, let limit): "\(path) is larger than \(limit >> 20) MiB"
    case .outOfMemory(let path, let bytes):
      "\(path) needs \(bytes >> 20) MiB of memory, which the system does not give"
    case .noSuchFolder(let path, let folder):
      "cannot write \(path): there is no folder \(folder)"
    case .notReadable(let path): "cannot read \(path): permission denied"
    case .notWritable(let path): "cannot write \(path): permission denied"
    case .diskFull(let path): "cannot write \(path): the disk is full"
    case .system(let path, let action, let reason): "cannot \(action) \(path): \(reason)"
    }
  }

  /// What a failed call to open or read a file means.
  static func reading(_ path: String, code: Int32) -> FileError {
    switch code {
    case ENOENT, ENOTDIR: .notFound(path: path)
    case EISDIR: .isFolder(path: path)
    case EACCES, EPERM: .notReadable(path: path)
    default: .system(path: path, action: "read", reason: String(cString: strerror(code)))
    }
  }

  /// What a failed call to make a folder means.
  static func makingFolder(_ path: String, code: Int32) -> FileError {
    switch code {
    case EACCES, EPERM, EROFS: .notWritable(path: path)
    case ENOSPC, EDQUOT: .diskFull(path: path)
    default: .system(path: path, action: "make the folder", reason: String(cString: strerror(code)))
    }
  }

  /// What a failed call to make or write a file means.
  static func writing(_ path: String, code: Int32) -> FileError {
    switch code {
    case ENOENT, ENOTDIR: .noSuchFolder(path: path, folder: AtomicFile.folder(of: path))
    case EISDIR: .isFolder(path: path)
    case EACCES, EPERM, EROFS: .notWritable(path: path)
    case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path)
    default: .system(path: path, action: "write", reason: String(cString: strerror(code)))
    }
  }
}
