/// A table: fields by number (*slot*). A field that is missing has its default. The table's first four
/// bytes lead back to the vtable, which holds the offset of each field (flatbuffers.dev, "Internals").
struct FlatBufferTable {
  let bytes: FlatBufferBytes
  private let position: Int
  private let vtable: Int
  private let slotCount: Int

  /// The table at a position.
  init(_ bytes: FlatBufferBytes, at position: Int) throws(TFLiteError) {
    self.bytes = bytes
    self.position = position
    vtable = position - Int(try bytes.integer(at: position, as: Int32.self))
    let length = Int(try bytes.integer(at: vtable, as: UInt16.self))
    guard length >= 4, length % 2 == 0 else { throw .damaged("a table has a vtable of \(length) bytes") }
    try bytes.check(vtable, count: length)
    slotCount = length / 2 - 2
  }

  /// Where a field lies; nil where it is missing.
  private func field(_ slot: Int) throws(TFLiteError) -> Int? {
    guard slot < slotCount else { return nil }
    let offset = Int(try bytes.integer(at: vtable + 4 + 2 * slot, as: UInt16.self))
    return offset == 0 ? nil : position + offset
  }

  /// A field that is an integer.
  func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ slot: Int, as type: Value.Type, default value: Value = 0
  ) throws(TFLiteError) -> Int {
    guard let field = try field(slot) else { return Int(truncatingIfNeeded: value) }
    return Int(truncatingIfNeeded: try bytes.integer(at: field, as: Value.self))
  }

  /// A field that is a 32-bit float; 0 where it is missing.
  func float(_ slot: Int) throws(TFLiteError) -> Float {
    guard let field = try field(slot) else { return 0 }
    return Float(bitPattern: try bytes.integer(at: field))
  }

  /// A field that is a table.
  func table(_ slot: Int) throws(TFLiteError) -> FlatBufferTable? {
    guard let field = try field(slot) else { return nil }
    return try FlatBufferTable(bytes, at: try bytes.target(at: field))
  }

  /// A field that is a vector of elements of a size in bytes.
  func vector(_ slot: Int, elementBytes: Int) throws(TFLiteError) -> FlatBufferVector? {
    guard let field = try field(slot) else { return nil }
    return try FlatBufferVector(bytes, at: try bytes.target(at: field), elementBytes: elementBytes)
  }

  /// The beginning of a field that is text; empty where it is missing.
  func text(_ slot: Int, limit: Int = 80) throws(TFLiteError) -> String {
    guard let vector = try vector(slot, elementBytes: 1) else { return "" }
    let range = vector.range
    return String(decoding: bytes.bytes[range.prefix(limit)], as: UTF8.self)
  }

  /// Whether a field is there.
  func has(_ slot: Int) throws(TFLiteError) -> Bool { try field(slot) != nil }
}
