import Foundation

/// A whole file in memory.
/// - Throws: `DataError.unreadable`, with the system's reason.
func readFile(_ path: String) throws(DataError) -> [UInt8] {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    throw .unreadable(path: path, reason: "there is no such file")
  }
  guard !isFolder.boolValue else { throw .unreadable(path: path, reason: "it is a folder") }
  do {
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  } catch {
    throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
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
