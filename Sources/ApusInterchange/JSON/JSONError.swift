import ApusFiles

/// Why text is not JSON.
public enum JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes are not UTF-8.
  case notUTF8
  /// Something else stands where this was expected.
  case expected(String, offset: Int)
  /// An object has two members of one name.
  case duplicateKey(String)
  /// Arrays and objects are nested too deeply.
  case tooDeep(offset: Int)

  /// One clause.
  public var description: String {
    switch self {
    case .notUTF8: "is not UTF-8"
    case .expected(let what, let offset): "is not JSON: \(what) was expected at byte \(offset)"
    case .duplicateKey(let key): "has two entries called \"\(key.printable)\""
    case .tooDeep(let offset): "is nested too deeply at byte \(offset)"
    }
  }
}
