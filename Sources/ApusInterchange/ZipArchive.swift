import CArchive

/// Zip archives in memory, read by libarchive: those that follow a network in its file, and NumPy's of several arrays.
enum ZipArchive {
  /// Larger files of text, such as labels, are refused.
  static let mostTextBytes = 1 << 22

  /// A file of an archive.
  /// - Parameters:
  ///   - name: its path in the archive.
  ///   - bytes: what is the archive, or ends in it.
  ///   - most: how many bytes it may have.
  /// - Returns: nil where there is no such file, it is damaged, or larger.
  static func file(_ name: String, in bytes: [UInt8], most: Int) -> [UInt8]? {
    var found: [UInt8]?
    _ = forEachFile(in: bytes) { path, contents in
      guard path == name else { return true }
      found = contents(most)
      return false
    }
    return found
  }

  /// Calls with the path of each file of an archive, in order, and what reads it: the contents, unless these are damaged
  /// or more than so many bytes.
  /// - Parameters:
  ///   - bytes: what is the archive, or ends in it.
  ///   - body: says whether to go on.
  /// - Returns: false where the archive is damaged, or is none.
  static func forEachFile(
    in bytes: [UInt8], _ body: (String, (_ most: Int) -> [UInt8]?) -> Bool
  ) -> Bool {
    guard let archive = archive_read_new() else { return false }
    defer { archive_read_free(archive) }
    guard archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK else { return false }
    return bytes.withUnsafeBytes { buffer in
      guard archive_read_open_memory(archive, buffer.baseAddress, buffer.count) == ARCHIVE_OK else {
        return false
      }
      var entry: OpaquePointer?
      while true {
        let status = archive_read_next_header(archive, &entry)
        guard status == ARCHIVE_OK else { return status == ARCHIVE_EOF }
        guard let path = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry) else { continue }
        guard body(String(cString: path), { contents(archive, most: $0) }) else { return true }
      }
    }
  }

  /// The bytes of the file whose header was read last.
  private static func contents(_ archive: OpaquePointer, most: Int) -> [UInt8]? {
    var contents: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = archive_read_data(archive, &part, part.count)
      guard count >= 0 else { return nil }
      if count == 0 { return contents }
      contents += part.prefix(count)
      guard contents.count <= most else { return nil }
    }
  }
}
