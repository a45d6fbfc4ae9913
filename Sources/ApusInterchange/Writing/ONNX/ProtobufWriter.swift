/// Writes a message of protocol buffers (protobuf.dev, "Encoding"): fields by number, in any order.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  init() {}

  /// A whole number; negative ones take ten bytes.
  mutating func add(_ field: Int, _ value: Int) {
    tag(field, wire: 0)
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: Int, _ value: Float) {
    tag(field, wire: 5)
    bytes.append(little: value.bitPattern)
  }

  mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

  mutating func add(_ field: Int, _ content: [UInt8]) {
    tag(field, wire: 2)
    varint(UInt64(content.count))
    bytes += content
  }

  mutating func add(_ field: Int, _ message: ProtobufWriter) { add(field, message.bytes) }

  /// Whole numbers in one field.
  mutating func add(_ field: Int, packed values: [Int]) {
    var content = ProtobufWriter()
    for value in values { content.varint(UInt64(bitPattern: Int64(value))) }
    add(field, content)
  }

  private mutating func tag(_ field: Int, wire: UInt64) { varint(UInt64(field) << 3 | wire) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
