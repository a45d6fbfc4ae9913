import ApusImage
import Foundation

/// No data set's file is larger: 2 GiB.
private let mostBytes = 1 << 31

/// A whole file in memory.
/// - Throws: `DataError.unreadable`, with the system's reason; `tooLarge` beyond 2 GiB.
func readFile(_ path: String) throws(DataError) -> [UInt8] {
  do throws(ImageError) {
    return try FileContents.read(path, limit: mostBytes)
  } catch {
    switch error {
    case .unreadable(let file, let reason): throw .unreadable(path: file, reason: reason)
    case .fileTooLarge(let file, let limit): throw .tooLarge(path: file, limit: limit)
    default: throw .image(error)
    }
  }
}

/// The entries of a folder, sorted, hidden ones left out.
/// - Throws: `DataError.unreadable`, with the system's reason.
func listFolder(_ path: String) throws(DataError) -> [String] {
  do {
    return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
  } catch {
    throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
  }
}

/// Whether there is a folder at a path.
func isFolder(_ path: String) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}
