/// Bytes that are filled in little-endian order at given offsets.
struct RecordWriter {
  private(set) var bytes: [UInt8]

  init(byteCount: Int) { bytes = Array(repeating: 0, count: byteCount) }

  /// Writes an integer at an offset.
  mutating func put<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
    withUnsafeBytes(of: value.littleEndian) { source in
      for (index, byte) in source.enumerated() { bytes[offset + index] = byte }
    }
  }
}

extension [UInt8] {
  /// Appends an integer in little-endian order.
  mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Appends zeros up to a multiple of a number.
  mutating func pad(to alignment: Int) {
    while count % alignment != 0 { append(0) }
  }
}
