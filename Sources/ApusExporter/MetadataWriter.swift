import ApusGraph
import ApusModel

/// Writes the metadata of version 2: entries of a tag, the number of what it belongs to, and their bytes (FORMAT.md).
struct MetadataWriter {
  private(set) var bytes: [UInt8] = []

  /// Adds a name, unless it is empty.
  /// - Throws: if it has more than 255 bytes.
  mutating func add(_ name: String, tag: UInt8, index: Int = 0) throws(ExporterError) {
    guard !name.isEmpty else { return }
    let text = Array(name.utf8)
    guard text.count <= Layout.Entry.maximumNameBytes else { throw .nameTooLong(name) }
    add(text, tag: tag, index: index)
  }

  /// Adds names, unless there are none.
  /// - Throws: if one has more than 255 bytes.
  mutating func add(_ names: [String], tag: UInt8, index: Int = 0) throws(ExporterError) {
    guard !names.isEmpty else { return }
    var content: [UInt8] = []
    for name in names {
      let text = Array(name.utf8)
      guard let count = UInt8(exactly: text.count) else { throw .nameTooLong(name) }
      content.append(count)
      content += text
    }
    add(content, tag: tag, index: index)
  }

  /// Adds an entry.
  mutating func add(_ content: [UInt8], tag: UInt8, index: Int) {
    bytes.append(tag)
    bytes.append(UInt8(index))
    bytes.append(size: content.count)
    bytes += content
  }
}

extension [UInt8] {
  /// Appends a size in groups of seven bits, the lowest first; each byte but the last has its highest bit set.
  mutating func append(size: Int) {
    var rest = size
    while rest >= 0x80 {
      append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }
}
