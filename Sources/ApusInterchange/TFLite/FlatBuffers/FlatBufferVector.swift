/// A vector: a 32-bit count followed by that number of elements of one size. That all exist has been checked.
struct FlatBufferVector {
  let bytes: FlatBufferBytes
  /// The elements' bytes.
  let range: Range<Int>
  /// How many elements there are.
  let count: Int
  private let elementBytes: Int

  /// The vector at a position.
  init(_ bytes: FlatBufferBytes, at position: Int, elementBytes: Int) throws(TFLiteError) {
    self.bytes = bytes
    self.elementBytes = elementBytes
    count = Int(try bytes.integer(at: position, as: UInt32.self))
    let start = position + 4
    try bytes.check(start, count: count * elementBytes)
    range = start..<(start + count * elementBytes)
  }

  /// The table that an element leads to.
  /// - Precondition: the index is one of the vector's, whose elements are references.
  func table(_ index: Int) throws(TFLiteError) -> FlatBufferTable {
    precondition(index >= 0 && index < count && elementBytes == 4)
    return try FlatBufferTable(bytes, at: try bytes.target(at: range.lowerBound + 4 * index))
  }

  /// All elements as integers.
  /// - Precondition: they have the type's size.
  func integers<Value: FixedWidthInteger & BitwiseCopyable>(
    as type: Value.Type
  ) throws(TFLiteError) -> [Value] {
    precondition(MemoryLayout<Value>.size == elementBytes)
    return bytes.bytes.withUnsafeBytes { buffer in
      (0..<count).map { index in
        Value(
          littleEndian: buffer.loadUnaligned(
            fromByteOffset: range.lowerBound + index * MemoryLayout<Value>.size, as: Value.self))
      }
    }
  }
}
