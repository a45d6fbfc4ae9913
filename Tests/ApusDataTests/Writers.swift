import Foundation

/// An IDX file of bytes, written from the format's description.
func idx(_ extents: [Int], _ elements: [UInt8]) -> [UInt8] {
  [0, 0, 8, UInt8(extents.count)] + extents.flatMap { bigEndian(UInt32($0)) } + elements
}

/// A gzip file of stored (uncompressed) blocks, written from RFC 1951 and RFC 1952.
func gzip(_ contents: [UInt8]) -> [UInt8] {
  var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var at = 0
  repeat {
    let end = min(at + 65535, contents.count)
    let length = UInt16(end - at)
    file += [end == contents.count ? 1 : 0]
    for word in [length, ~length] { file += [UInt8(word & 255), UInt8(word >> 8)] }
    file += contents[at..<end]
    at = end
  } while at < contents.count
  return file + bigEndian(crc32(contents)).reversed() + bigEndian(UInt32(contents.count)).reversed()
}

/// The checksum of gzip, bit by bit.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  var state: UInt32 = .max
  for byte in bytes {
    state ^= UInt32(byte)
    for _ in 0..<8 { state = state >> 1 ^ (state & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return ~state
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// A tar file of regular files with short names, written from POSIX's description of ustar.
func tar(_ files: [(name: String, contents: [UInt8])]) -> [UInt8] {
  var archive: [UInt8] = []
  for (name, contents) in files {
    archive += tarHeader(name, size: contents.count) + contents
    archive += Array(repeating: 0, count: (512 - contents.count % 512) % 512)
  }
  return archive + Array(repeating: 0, count: 1024)
}

/// The header of a member, a regular file unless another type is given.
func tarHeader(_ name: String, size: Int, type: String = "0") -> [UInt8] {
  var header = [UInt8](repeating: 0, count: 512)
  func put(_ text: String, at offset: Int) {
    header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
  }
  func octal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: digits - text.count) + text
  }
  put(name, at: 0)
  put("0000644", at: 100)
  put(octal(size, digits: 11), at: 124)
  put("        ", at: 148)
  put(type, at: 156)
  put("ustar", at: 257)
  put("00", at: 263)
  put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0", at: 148)
  return header
}

/// A zip file of stored (uncompressed) files, written from PKWARE's APPNOTE.
/// - Parameter size: what the archive says of the size of each file, where that is not so.
func zip(_ files: [(name: String, contents: [UInt8])], size: Int? = nil, method: UInt16 = 0) -> [UInt8] {
  func little(_ value: Int, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  var archive: [UInt8] = []
  var directory: [UInt8] = []
  for (name, contents) in files {
    // Version, flags (UTF-8), method, time, date, checksum, sizes, lengths of name and extra field.
    let fields =
      little(20, bytes: 2) + little(0x800, bytes: 2) + little(Int(method), bytes: 2) + little(0, bytes: 4)
      + little(Int(crc32(contents)), bytes: 4) + little(contents.count, bytes: 4)
      + little(size ?? contents.count, bytes: 4) + little(name.utf8.count, bytes: 2) + little(0, bytes: 2)
    // The version that made it (3 for Unix), the fields, comment, disk, attributes, where the file is.
    directory +=
      Array("PK\u{1}\u{2}".utf8) + little(3 << 8 | 20, bytes: 2) + fields + little(0, bytes: 6)
      + little(0o100644 << 16, bytes: 4) + little(archive.count, bytes: 4) + Array(name.utf8)
    archive += Array("PK\u{3}\u{4}".utf8) + fields + Array(name.utf8) + contents
  }
  let end =
    Array("PK\u{5}\u{6}".utf8) + little(0, bytes: 4) + little(files.count, bytes: 2)
    + little(files.count, bytes: 2) + little(directory.count, bytes: 4) + little(archive.count, bytes: 4)
    + little(0, bytes: 2)
  return archive + directory + end
}
