import CArchive

/// The zip archive that may follow a network in its file, read by libarchive.
enum AppendedArchive {
  /// Larger files in it are refused.
  static let mostBytes = 1 << 22

  /// A file of an archive.
  /// - Parameters:
  ///   - name: its path in the archive.
  ///   - bytes: what ends in the archive.
  ///   - most: how many bytes it may have.
  /// - Returns: nil where there is no such file, it is damaged, or larger.
  static func file(_ name: String, in bytes: [UInt8], most: Int) -> [UInt8]? {
    guard let archive = archive_read_new() else { return nil }
    defer { archive_read_free(archive) }
    guard archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK else { return nil }
    return bytes.withUnsafeBytes { buffer in
      guard archive_read_open_memory(archive, buffer.baseAddress, buffer.count) == ARCHIVE_OK else {
        return nil
      }
      var entry: OpaquePointer?
      while archive_read_next_header(archive, &entry) == ARCHIVE_OK {
        guard let path = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry),
          String(cString: path) == name
        else { continue }
        return contents(archive, most: most)
      }
      return nil
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
