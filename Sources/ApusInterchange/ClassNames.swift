import ApusFiles

/// Files of class names: one name a line.
public enum ClassNames {
  /// Larger files are refused: 16 MiB.
  static let mostBytes = 1 << 24

  /// The names in a text: spaces around them are left out, as are empty lines at the end.
  /// - Returns: nil where it is not UTF-8.
  public static func names(in text: [UInt8]) -> [String]? {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = text.starts(with: byteOrderMark) ? Array(text.dropFirst(3)) : text
    guard let text = String(validating: text, as: UTF8.self) else { return nil }
    var names = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(Self.trimmed)
    while names.last?.isEmpty == true { names.removeLast() }
    return names
  }

  /// The names in a file.
  /// - Parameters:
  ///   - path: the file.
  ///   - limits: by how much the largest size of a file is raised.
  /// - Throws: `InterchangeError`, naming the file.
  public static func read(path: String, limits: Limits = .standard) throws(InterchangeError) -> [String] {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileBytes.read(path, limit: mostBytes, limits: limits)
    } catch {
      throw .file(error)
    }
    guard let names = names(in: bytes), !names.isEmpty else {
      throw ForeignFile.otherKind(bytes, path: path, needed: .text) ?? .notNames(path: path)
    }
    return names
  }

  private static func trimmed(_ line: Substring) -> String {
    var line = line
    while line.last?.isWhitespace == true { line.removeLast() }
    return String(line.drop(while: \.isWhitespace))
  }
}
