import ApusFiles
import CPNG

/// Gzip files (RFC 1952), expanded by zlib.
package enum Gzip {
  /// A file may expand to so many bytes whatever its own size, and `mostExpansion` times its size beyond.
  package static let freeBytes = 16 << 20
  /// By how much more than `freeBytes` a file may grow.
  package static let mostExpansion = 100

  /// Whether bytes begin as a gzip file does.
  package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The expanded contents.
  /// - Throws: `DataError.gzip` where the data is damaged, ends early or expands to too much.
  package static func expand(
    _ bytes: [UInt8], path: String, limits: Limits = .standard
  ) throws(DataError) -> [UInt8] {
    let limit = freeBytes + mostExpansion * bytes.count
    var expanded: UnsafeMutablePointer<UInt8>?
    var count = 0
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_BYTES))
    let status = cgzip_expand(bytes, bytes.count, limits.raised(limit), &expanded, &count, &message)
    guard status == CPNG_OK, let expanded else {
      let reason =
        switch status {
        case CPNG_TOO_LARGE:
          "it expands to more than the limit of \(limits.raised(limit)) bytes; --limits raises it"
        case CPNG_NO_MEMORY: "there is not enough memory to expand it"
        default: message.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
      throw .gzip(path: path, reason: reason)
    }
    defer { cpng_free(expanded) }
    return Array(UnsafeBufferPointer(start: expanded, count: count))
  }
}
