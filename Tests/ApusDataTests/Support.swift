import Foundation

/// Runs a body with a fresh folder that is gone afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  return try body(url.path)
}

/// A file or folder of the shared data, or nil where it is missing.
func sharedPath(_ name: String) -> String? {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let path = root.appendingPathComponent("../shared/\(name)").standardizedFileURL.path
  return FileManager.default.fileExists(atPath: path) ? path : nil
}

/// Writes a file, with the folders above it.
func write(_ bytes: [UInt8], to path: String) throws {
  let url = URL(fileURLWithPath: path)
  try FileManager.default.createDirectory(
    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(bytes).write(to: url)
}

/// The bytes that a base64 text stands for.
func bytes(base64 text: String) -> [UInt8] { [UInt8](Data(base64Encoded: text)!) }

/// What a throwing body threw, as text; nil if it did not.
func message<Result>(_ body: () throws -> Result) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return "\(error)"
  }
}
