import ApusFiles
import ArgumentParser

/// Looks, before long work begins, whether its result could be written.
enum OutputFile {
  /// - Parameter ending: what the name must end in: `.apus`.
  /// - Throws: `ValidationError` for another name; `FileError` where the file cannot be written.
  static func check(_ path: String, ending: String) throws {
    guard path.hasSuffix(ending), path.count > ending.count else {
      throw ValidationError("the output's name must end in \(ending): \(path)")
    }
    try AtomicFile.check(path)
  }
}
