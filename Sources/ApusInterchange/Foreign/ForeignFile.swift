import ApusFiles

/// What all readers of files do first and last: take the bytes, and say what a file is that is of another kind.
enum ForeignFile {
  /// All bytes of a file.
  static func read(_ path: String, limits: Limits) throws(InterchangeError) -> [UInt8] {
    do throws(FileError) {
      return try FileBytes.read(path, limits: limits)
    } catch {
      throw .file(error)
    }
  }

  /// What a file that could not be read is, where its first bytes say that it is of another kind.
  static func otherKind(_ bytes: [UInt8], path: String, needed: FileKind) -> InterchangeError? {
    guard let found = FileKind(bytes), found != needed, found != .checkpoint || needed != .safetensors else {
      return nil
    }
    return .file(.otherKind(path: path, found: found, needed: needed.name))
  }
}
