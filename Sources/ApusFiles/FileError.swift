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
  /// A file of more bytes than the limit, which is raised as these limits say; of a pipe, as many as have come.
  case tooLarge(path: String, bytes: Int, limit: Int, limits: Limits = .standard)
  /// The system does not give the memory that the file needs, in bytes.
  case outOfMemory(path: String, bytes: Int)
  /// The memory that a process may have (`ulimit -v`) is too little for the program to start.
  case memoryLimit(needed: Int)
  /// The folder that the file belongs in is not there.
  case noSuchFolder(path: String, folder: String)
  /// Not allowed to read the file.
  case notReadable(path: String)
  /// Not allowed to write the file, or to make files in its folder.
  case notWritable(path: String)
  /// A file that is there and that nobody may write: it is not replaced.
  case readOnly(path: String)
  /// The file system takes no changes.
  case readOnlyFileSystem(path: String)
  /// The file that is to be written is one that is read, under this name or through a link.
  case isInput(path: String, input: String)
  /// A folder is to be written where there is something that is no empty folder.
  case isThere(path: String)
  /// No space left, a quota reached, or a limit on the size of files.
  case diskFull(path: String)
  /// Standard output does not take what is written.
  case standardOutput(reason: String)
  /// Anything else that the operating system reports.
  case system(path: String, action: String, reason: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .notFound(let path): "\(path.printable) does not exist"
    case .isFolder(let path): "\(path.printable) is a folder, not a file"
    case .isDevice(let path): "\(path.printable) is a device, not a file"
    case .otherKind(let path, let found, let needed): "\(path.printable) is \(found.name), not \(needed)"
    case .tooLarge(let path, let bytes, let limit, let limits):
      "\(path.printable) has \(limits.refusal(of: bytes, over: limit, unit: "bytes"))"
    case .outOfMemory(let path, let bytes):
      "\(path.printable) needs \(bytes >> 20) MiB of memory, which the system does not give"
    case .memoryLimit(let needed):
      "the memory that the system gives is not enough to start: \(needed >> 20) MiB are needed (see 'ulimit -v')"
    case .noSuchFolder(let path, let folder):
      "cannot write \(path.printable): there is no folder \(folder.printable)"
    case .notReadable(let path): "cannot read \(path.printable): permission denied"
    case .notWritable(let path): "cannot write \(path.printable): permission denied"
    case .readOnly(let path): "cannot write \(path.printable): it is read-only"
    case .readOnlyFileSystem(let path): "cannot write \(path.printable): its file system is read-only"
    case .isInput(let path, let input):
      "cannot write \(path.printable): \(path == input ? "it" : "the same file, as \(input.printable),") is read as well"
    case .isThere(let path): "cannot write \(path.printable): there is something under that name already"
    case .diskFull(let path): "cannot write \(path.printable): the disk is full"
    case .standardOutput(let reason): "cannot write to standard output: \(reason)"
    case .system(let path, let action, let reason): "cannot \(action) \(path.printable): \(reason)"
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
    case EACCES, EPERM: .notWritable(path: path)
    case EROFS: .readOnlyFileSystem(path: path)
    case ENOSPC, EDQUOT: .diskFull(path: path)
    default: .system(path: path, action: "make the folder", reason: String(cString: strerror(code)))
    }
  }

  /// What a failed call to make or write a file means.
  static func writing(_ path: String, code: Int32) -> FileError {
    switch code {
    case ENOENT, ENOTDIR: .noSuchFolder(path: path, folder: AtomicFile.folder(of: path))
    case EISDIR: .isFolder(path: path)
    case EACCES, EPERM: .notWritable(path: path)
    case EROFS: .readOnlyFileSystem(path: path)
    case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path)
    case ENXIO: .system(path: path, action: "write", reason: "no program reads from this pipe")
    default: .system(path: path, action: "write", reason: String(cString: strerror(code)))
    }
  }

  /// What a failed call to write to standard output means.
  static func writingStandardOutput(code: Int32) -> FileError {
    switch code {
    case EBADF: .standardOutput(reason: "it is closed")
    case ENOSPC, EDQUOT, EFBIG: .standardOutput(reason: "the disk is full")
    default: .standardOutput(reason: String(cString: strerror(code)))
    }
  }
}
