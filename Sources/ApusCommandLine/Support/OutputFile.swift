import ApusFiles
import ArgumentParser

/// Looks, before long work begins, whether its result could be written.
enum OutputFile {
  /// - Parameters:
  ///   - path: the file to write.
  ///   - ending: what the name must end in: `.apus`.
  ///   - inputs: the files that are read, none of which it may be.
  /// - Throws: `ValidationError` for another name; `FileError` where the file cannot be written.
  static func check(_ path: String, ending: String, inputs: [String] = []) throws {
    guard path.hasSuffix(ending), path.count > ending.count else {
      throw ValidationError("the output's name must end in \(ending): \(path)")
    }
    try AtomicFile.check(path, inputs: inputs)
  }
}
