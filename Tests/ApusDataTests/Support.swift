import Foundation

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
