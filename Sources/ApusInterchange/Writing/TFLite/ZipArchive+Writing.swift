import CArchive

extension ZipArchive {
  /// A zip archive of one file, as it is appended to a network.
  /// - Parameters:
  ///   - name: the file's path in the archive.
  ///   - content: its bytes.
  /// - Returns: nil where the system gives no memory.
  static func archive(of name: String, _ content: [UInt8]) -> [UInt8]? {
    guard let archive = archive_write_new() else { return nil }
    defer { archive_write_free(archive) }
    guard let entry = archive_entry_new() else { return nil }
    defer { archive_entry_free(entry) }
    var bytes = [UInt8](repeating: 0, count: content.count + 4_096)
    var used = 0
    archive_entry_set_pathname(entry, name)
    archive_entry_set_size(entry, Int64(content.count))
    archive_entry_set_filetype(entry, UInt32(0o100000))
    archive_entry_set_perm(entry, 0o644)
    // The same network makes the same bytes.
    archive_entry_set_mtime(entry, 0, 0)
    let isWhole = bytes.withUnsafeMutableBytes { buffer in
      archive_write_set_format_zip(archive) == ARCHIVE_OK
        && archive_write_zip_set_compression_store(archive) == ARCHIVE_OK
        && archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK
        && archive_write_open_memory(archive, buffer.baseAddress, buffer.count, &used) == ARCHIVE_OK
        && archive_write_header(archive, entry) == ARCHIVE_OK
        && archive_write_data(archive, content, content.count) == content.count
        && archive_write_close(archive) == ARCHIVE_OK
    }
    return isWhole ? Array(bytes.prefix(used)) : nil
  }
}
