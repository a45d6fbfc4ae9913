/// A table of a FlatBuffer that is to be written: what its slots hold. Empty slots have their default.
struct FlatBufferContent {
  /// What a slot holds.
  indirect enum Field {
    case byte(UInt8)
    case int32(Int32)
    case float(Float)
    case text(String)
    /// Bytes that begin at a multiple of 16.
    case bytes([UInt8])
    case int32s([Int32])
    case int64s([Int64])
    case floats([Float])
    case table(FlatBufferContent)
    case tables([FlatBufferContent])
  }

  var fields: [Int: Field] = [:]

  init(_ fields: [Int: Field] = [:]) { self.fields = fields }
}

/// Writes FlatBuffers (flatbuffers.dev, "Internals"): a table comes before what it refers to, so that all references
/// lead forward, as they must, and each table has its own vtable in front of it.
struct FlatBufferWriter {
  private(set) var bytes: [UInt8] = []

  /// A buffer with a root table.
  /// - Parameter mark: the four bytes that say what it holds.
  init(root: FlatBufferContent, mark: String) {
    append(UInt32(0))
    bytes += mark.utf8
    refer(from: 0, to: write(root))
  }

  /// Writes a table and all that it refers to; where the table begins.
  private mutating func write(_ content: FlatBufferContent) -> Int {
    let slots = content.fields.sorted { $0.key < $1.key }
    let count = (slots.last?.key ?? -1) + 1
    // Behind the reference to the vtable, fields of four bytes come first: all are aligned when the table is.
    var (offsets, next) = ([Int](repeating: 0, count: count), 4)
    for isByte in [false, true] {
      for (slot, field) in slots where field.isByte == isByte {
        offsets[slot] = next
        next += isByte ? 1 : 4
      }
    }
    let vtableBytes = 4 + 2 * count
    while (bytes.count + vtableBytes) % 4 != 0 { bytes.append(0) }
    append(UInt16(vtableBytes))
    append(UInt16(next))
    for offset in offsets { append(UInt16(offset)) }
    let start = bytes.count
    append(Int32(vtableBytes))
    bytes += [UInt8](repeating: 0, count: next - 4)
    for (slot, field) in slots { put(field, at: start + offsets[slot]) }
    return start
  }

  private mutating func put(_ field: FlatBufferContent.Field, at place: Int) {
    switch field {
    case .byte(let value): bytes[place] = value
    case .int32(let value): patch(UInt32(bitPattern: value), at: place)
    case .float(let value): patch(value.bitPattern, at: place)
    case .text(let text):
      refer(from: place, to: vector(count: text.utf8.count, alignment: 4) { $0 += text.utf8 })
      bytes.append(0)
    case .bytes(let values):
      refer(from: place, to: vector(count: values.count, alignment: 16) { $0 += values })
    case .int32s(let values):
      let start = vector(count: values.count, alignment: 4) {
        for value in values { $0.append(little: value) }
      }
      refer(from: place, to: start)
    case .int64s(let values):
      let start = vector(count: values.count, alignment: 8) {
        for value in values { $0.append(little: value) }
      }
      refer(from: place, to: start)
    case .floats(let values):
      let start = vector(count: values.count, alignment: 4) {
        for value in values { $0.append(little: value.bitPattern) }
      }
      refer(from: place, to: start)
    case .table(let content): refer(from: place, to: write(content))
    case .tables(let contents):
      let start = vector(count: contents.count, alignment: 4) {
        $0 += [UInt8](repeating: 0, count: 4 * contents.count)
      }
      refer(from: place, to: start)
      for (index, content) in contents.enumerated() {
        let entry = start + 4 + 4 * index
        refer(from: entry, to: write(content))
      }
    }
  }

  /// Writes a vector's length and elements; where its length is.
  private mutating func vector(count: Int, alignment: Int, _ body: (inout [UInt8]) -> Void) -> Int {
    while bytes.count % 4 != 0 || (bytes.count + 4) % alignment != 0 { bytes.append(0) }
    let start = bytes.count
    append(UInt32(truncatingIfNeeded: count))
    body(&bytes)
    return start
  }

  private mutating func refer(from place: Int, to target: Int) {
    patch(UInt32(truncatingIfNeeded: target - place), at: place)
  }

  private mutating func append(_ value: some FixedWidthInteger) { bytes.append(little: value) }

  private mutating func patch(_ value: UInt32, at place: Int) {
    for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
  }
}

extension FlatBufferContent.Field {
  fileprivate var isByte: Bool {
    if case .byte = self { return true }
    return false
  }
}

extension [UInt8] {
  /// Appends an integer, its lowest byte first.
  mutating func append(little value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
