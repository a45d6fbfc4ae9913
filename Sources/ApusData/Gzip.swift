import CPNG

/// Gzip files (RFC 1952), expanded by zlib.
package enum Gzip {
  /// Nothing that Apus reads is larger than this once expanded.
  package static let mostBytes = 1 << 31

  /// Whether bytes begin as a gzip file does.
  package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The expanded contents.
  /// - Throws: `DataError.gzip` where the data is damaged, ends early or is too large.
  package static func expand(
    _ bytes: [UInt8], path: String, limit: Int = mostBytes
  ) throws(DataError) -> [UInt8] {
    var expanded: UnsafeMutablePointer<UInt8>?
    var count = 0
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_BYTES))
    let status = cgzip_expand(bytes, bytes.count, limit, &expanded, &count, &message)
    guard status == CPNG_OK, let expanded else {
      let reason =
        switch status {
        case CPNG_TOO_LARGE: "it expands to more than \(limit) bytes"
        case CPNG_NO_MEMORY: "there is not enough memory to expand it"
        default: message.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
      throw .gzip(path: path, reason: reason)
    }
    defer { cpng_free(expanded) }
    return Array(UnsafeBufferPointer(start: expanded, count: count))
  }
}
