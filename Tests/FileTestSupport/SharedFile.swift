import Foundation

/// A file or folder of the shared data beside the repository, or nil where it is missing.
public func sharedFile(_ name: String) -> String? {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let path = root.appendingPathComponent("../shared/\(name)").standardizedFileURL.path
  return FileManager.default.fileExists(atPath: path) ? path : nil
}
