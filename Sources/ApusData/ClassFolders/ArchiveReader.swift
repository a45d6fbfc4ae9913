import ApusFiles
import ApusImage
import CArchive
import Foundation

/// Reads archives member by member, by libarchive: `.tar`, plain or compressed by gzip, bzip2, xz or Zstandard, and
/// `.zip`. Nothing is unpacked to a disk, and no more than one member is in memory.
package final class ArchiveReader {
  /// An archive may unpack to so many bytes whatever its own size, and `mostExpansion` times its size beyond.
  package static let freeBytes = 16 << 20
  /// By how much more than `freeBytes` an archive may grow when it is unpacked.
  package static let mostExpansion = 100

  /// What an archive says of a member.
  package struct Member {
    /// Its path in the archive; nil where its encoding is not known.
    package let path: String?
    /// Bytes of its contents.
    package let size: Int
    /// Whether it is a folder.
    package let isFolder: Bool
    /// Whether it is a file with contents of its own, no folder, link or device.
    package let isFile: Bool
    /// Whether a password would be needed.
    package let isEncrypted: Bool
  }

  /// How an archive is read.
  private enum Form {
    case zip
    case tar(filter: Int32)

    init(_ kind: FileKind?) {
      switch kind {
      case .zip: self = .zip
      case .gzip: self = .tar(filter: ARCHIVE_FILTER_GZIP)
      case .bzip2: self = .tar(filter: ARCHIVE_FILTER_BZIP2)
      case .xz: self = .tar(filter: ARCHIVE_FILTER_XZ)
      case .zstandard: self = .tar(filter: ARCHIVE_FILTER_ZSTD)
      // Old tar files begin with nothing that tells them.
      case _: self = .tar(filter: ARCHIVE_FILTER_NONE)
      }
    }
  }

  /// The locale of no country whose encoding is UTF-8.
  private nonisolated(unsafe) static let unicode = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)

  private let archive: OpaquePointer
  private let path: String
  private let form: Form
  /// How much the archive may unpack to, with the limits as they are listed.
  private let mostBytes: Int
  private let limits: Limits
  /// The bytes of members that were read.
  private var readBytes = 0
  /// The member that `next` has found last.
  private var entry: OpaquePointer?
  /// Whether the contents of that member were read.
  private var isRead = false
  /// Keeps the file open.
  private let file: FileHandle?

  /// Opens an archive's file.
  /// - Parameters:
  ///   - path: the file.
  ///   - limits: raise how much the archive may unpack to.
  /// - Throws: `file` or `archive`.
  package convenience init(path: String, limits: Limits = .standard) throws(DataError) {
    guard FileManager.default.fileExists(atPath: path) else { throw .file(.notFound(path: path)) }
    guard !Folder.exists(path) else { throw .file(.isFolder(path: path)) }
    // A pipe cannot be read twice.
    guard PathKind(path) == .file else {
      throw .archive(path: path, reason: "it is not a regular file")
    }
    guard let file = FileHandle(forReadingAtPath: path) else { throw .file(.notReadable(path: path)) }
    guard let size = try? file.seekToEnd(), (try? file.seek(toOffset: 0)) != nil else {
      throw .file(.notReadable(path: path))
    }
    try self.init(path: path, kind: FileKind(path: path), size: Int(size), limits: limits, file: file) {
      archive_read_open_fd($0, file.fileDescriptor, 1 << 16)
    }
  }

  /// Opens an archive in memory, which has to stay as long as the reader.
  /// - Parameters:
  ///   - bytes: the whole archive.
  ///   - path: what errors call it.
  ///   - limits: raise how much the archive may unpack to.
  /// - Throws: `archive`.
  package convenience init(
    _ bytes: UnsafeRawBufferPointer, path: String, limits: Limits = .standard
  ) throws(DataError) {
    try self.init(path: path, kind: FileKind(bytes), size: bytes.count, limits: limits, file: nil) {
      archive_read_open_memory($0, bytes.baseAddress, bytes.count)
    }
  }

  private init(
    path: String, kind: FileKind?, size: Int, limits: Limits, file: FileHandle?,
    open: (OpaquePointer) -> Int32
  ) throws(DataError) {
    guard let archive = archive_read_new() else {
      throw .archive(path: path, reason: "there is not enough memory to read it")
    }
    (self.archive, self.path, self.file) = (archive, path, file)
    (mostBytes, self.limits) = (Self.mostBytes(ofSize: size), limits)
    form = Form(kind)
    // One filter, chosen here: libarchive would undo any number of them, one in another.
    switch form {
    case .zip: archive_read_support_format_zip_seekable(archive)
    case .tar(let filter):
      archive_read_append_filter(archive, filter)
      archive_read_support_format_tar(archive)
    }
    guard size > 0 else { throw .archive(path: path, reason: "it is empty") }
    guard open(archive) == ARCHIVE_OK else { throw damage }
  }

  deinit { archive_read_free(archive) }

  /// How much an archive may unpack to, by its own size.
  private static func mostBytes(ofSize size: Int) -> Int {
    let (grown, overflows) = size.multipliedReportingOverflow(by: mostExpansion)
    return overflows || grown > .max - freeBytes ? .max : freeBytes + grown
  }

  /// The next member; nil after the last.
  /// - Throws: `archive` where the archive is damaged or unpacks to too much.
  package func next() throws(DataError) -> Member? {
    if let entry {
      if case .tar = form, !isRead { try check(unpacked: size(of: entry)) }
      guard archive_read_data_skip(archive) >= ARCHIVE_WARN else { throw damage }
    }
    let before = archive_filter_bytes(archive, 0)
    // libarchive hands out names in the thread's encoding.
    let locale = uselocale(Self.unicode)
    defer { uselocale(locale) }
    var found: OpaquePointer?
    let status = archive_read_next_header(archive, &found)
    if status == ARCHIVE_EOF {
      entry = nil
      // A sound tar archive ends in blocks of zeros, without which members may be missing.
      if case .tar = form, archive_filter_bytes(archive, 0) - before < 512 {
        throw .archive(path: path, reason: "it ends early")
      }
      return nil
    }
    // A warning is about a name in another encoding, which is taken as it is.
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let found else { throw damage }
    entry = found
    isRead = false
    try check(unpacked: 0)
    // Kinds of files as POSIX numbers them, whatever the system does.
    let (regular, folder): (mode_t, mode_t) = (0o100000, 0o040000)
    let kind = archive_entry_filetype(found)
    return Member(
      path: name(of: found), size: size(of: found), isFolder: kind == folder,
      isFile: kind == regular && archive_entry_hardlink(found) == nil,
      isEncrypted: archive_entry_is_data_encrypted(found) != 0)
  }

  /// The contents of the member that `next` has found last.
  /// - Returns: nil where these alone are damaged.
  /// - Throws: `archive` where the archive is damaged or unpacks to too much.
  /// - Precondition: `next` has returned a file.
  package func contents() throws(DataError) -> [UInt8]? {
    guard let entry else { preconditionFailure("contents are those of a member") }
    let size = size(of: entry)
    try check(unpacked: size)
    isRead = true
    readBytes += size
    guard size <= Image.mostFileBytes else { return nil }
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        archive_read_data(archive, buffer.baseAddress! + filled, buffer.count - filled)
      }
      if count == 0 { break }
      guard count > 0 else {
        if count == Int(ARCHIVE_FATAL) { throw damage }
        return nil
      }
      filled += count
    }
    guard filled == size else { return nil }
    bytes.removeLast()
    return bytes
  }

  /// - Parameter bytes: what is to be unpacked next.
  /// - Throws: `archive` where the archive has unpacked to too much, or would.
  private func check(unpacked bytes: Int) throws(DataError) {
    let before =
      switch form {
      case .zip: readBytes
      case .tar: max(Int(archive_filter_bytes(archive, 0)), readBytes)
      }
    let (sum, overflows) = before.addingReportingOverflow(bytes)
    guard overflows || sum > limits.raised(mostBytes) else { return }
    throw .archive(
      path: path,
      reason: "it unpacks to "
        + limits.refusal(of: overflows ? .max : sum, over: mostBytes, unit: "bytes"))
  }

  private func size(of entry: OpaquePointer) -> Int {
    archive_entry_size_is_set(entry) == 0 ? 0 : max(Int(archive_entry_size(entry)), 0)
  }

  private func name(of entry: OpaquePointer) -> String? {
    (archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry)).map { String(cString: $0) }
  }

  /// What libarchive says is wrong.
  private var damage: DataError {
    let reason = archive_error_string(archive).map { String(cString: $0) } ?? "it cannot be read"
    return .archive(path: path, reason: reason)
  }
}
