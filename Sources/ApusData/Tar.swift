/// Reads `.tar` archives: POSIX ustar, with GNU's and pax's long names.
package enum Tar {
  /// A regular file in an archive.
  package struct Entry {
    /// Its path in the archive.
    package let path: String
    /// Where its contents are.
    package let range: Range<Int>
  }

  /// The regular files, in order.
  /// - Throws: `DataError.tar` where a header is damaged or contents are cut off.
  package static func entries(of bytes: [UInt8], path: String) throws(DataError) -> [Entry] {
    var entries: [Entry] = []
    var at = 0
    var longName: String?
    while true {
      // A sound archive ends in blocks of zeros.
      guard at + 512 <= bytes.count else { throw .tar(path: path, reason: "it ends early") }
      let header = bytes[at..<at + 512]
      if header.allSatisfy({ $0 == 0 }) { break }
      guard let checksum = octal(header[at + 148..<at + 156]), checksum == sum(header, at) else {
        throw .tar(path: path, reason: "the header at byte \(at) has a wrong checksum")
      }
      guard let size = octal(header[at + 124..<at + 136]), size >= 0, size <= bytes.count - at - 512 else {
        throw .tar(path: path, reason: "the file at byte \(at) is longer than the archive")
      }
      let contents = at + 512..<at + 512 + size
      switch header[at + 156] {
      case UInt8(ascii: "L"): longName = text(bytes[contents])
      case UInt8(ascii: "x"): longName = paxPath(bytes[contents]) ?? longName
      case UInt8(ascii: "0"), 0:
        var name = longName ?? text(header[at..<at + 100])
        let prefix = text(header[at + 345..<at + 500])
        let isUSTAR = header[at + 257..<at + 262].elementsEqual("ustar".utf8)
        if longName == nil, isUSTAR, header[at + 262] == 0, !prefix.isEmpty { name = "\(prefix)/\(name)" }
        entries.append(Entry(path: name, range: contents))
        longName = nil
      case UInt8(ascii: "K"), UInt8(ascii: "g"): break
      default: longName = nil
      }
      at = contents.upperBound + (512 - size % 512) % 512
    }
    guard at > 0 else { throw .tar(path: path, reason: "it has no entries") }
    return entries
  }

  /// A number in octal digits, or GNU's base 256 for large ones.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    if let first = field.first, first & 0x80 != 0 {
      return field.dropFirst().dropFirst(max(0, field.count - 8)).reduce(0) { $0 << 8 | Int($1) }
    }
    let digits = field.drop { $0 == 32 }.prefix { $0 >= 48 && $0 <= 55 }
    guard !digits.isEmpty, digits.count < 20 else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 48) }
  }

  /// The sum of a header's bytes, its checksum field counting as spaces.
  private static func sum(_ header: ArraySlice<UInt8>, _ at: Int) -> Int {
    // No condition in the loop, the hottest one of listing an archive.
    var sum = 8 * 32
    for byte in header { sum += Int(byte) }
    for byte in header[at + 148..<at + 156] { sum -= Int(byte) }
    return sum
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The `path` record among a pax header's `length key=value` lines, whose lengths count the whole line.
  private static func paxPath(_ bytes: ArraySlice<UInt8>) -> String? {
    var rest = bytes
    var found: String?
    while let space = rest.firstIndex(of: UInt8(ascii: " ")),
      let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
      length > space - rest.startIndex + 1, length <= rest.count
    {
      let record = rest[(space + 1)..<rest.startIndex + length].dropLast()
      if record.starts(with: "path=".utf8) { found = String(decoding: record.dropFirst(5), as: UTF8.self) }
      rest = rest.dropFirst(length)
    }
    return found
  }
}
