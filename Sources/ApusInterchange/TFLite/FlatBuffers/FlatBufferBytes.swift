/// The bytes of a FlatBuffer, every access checked. Offsets are unsigned and of 32 bits, so that no sum of a
/// few of them leaves `Int`.
struct FlatBufferBytes {
  let bytes: [UInt8]

  /// How many there are.
  var count: Int { bytes.count }

  /// Throws unless `count` bytes exist from a position on.
  func check(_ position: Int, count: Int) throws(TFLiteError) {
    guard position >= 0, count >= 0, count <= bytes.count, position <= bytes.count - count else {
      throw .outOfBounds(byte: position, count: count, length: bytes.count)
    }
  }

  /// A little-endian integer, wherever it lies.
  func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    at position: Int, as type: Value.Type = Value.self
  ) throws(TFLiteError) -> Value {
    try check(position, count: MemoryLayout<Value>.size)
    return bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Value.self))
    }
  }

  /// Where the reference at a position leads.
  func target(at position: Int) throws(TFLiteError) -> Int {
    position + Int(try integer(at: position, as: UInt32.self))
  }
}
