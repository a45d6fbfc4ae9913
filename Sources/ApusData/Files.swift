import ApusFiles
import Foundation

/// No data set's file is larger: 2 GiB.
private let mostBytes = 1 << 31

/// A whole file in memory.
/// - Throws: `DataError.file`, beyond 2 GiB too.
func readFile(_ path: String) throws(DataError) -> [UInt8] {
  do throws(FileError) { return try FileBytes.read(path, limit: mostBytes) } catch { throw .file(error) }
}

/// The names in a folder, sorted, hidden ones left out.
/// - Throws: `DataError.file`.
func namesInFolder(_ path: String) throws(DataError) -> [String] {
  do throws(FileError) { return try Folder.names(in: path) } catch { throw .file(error) }
}

/// What a path leads to.
enum PathKind {
  /// A folder.
  case folder
  /// A file with contents of its own.
  case file
  /// A pipe or a device, which may never end, or nothing at all.
  case other

  /// Follows links, and opens nothing: to open a pipe can take for ever.
  init(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      self = .other
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: self = .folder
    case S_IFREG: self = .file
    default: self = .other
    }
  }
}
