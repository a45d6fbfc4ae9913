/// Arrays of little-endian integers, taken from an operator's constants one after the other.
struct ConstantBytes {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// The next integers.
  /// - Precondition: there are as many.
  mutating func take<Value: FixedWidthInteger>(_ count: Int, _: Value.Type) -> [Value] {
    let size = MemoryLayout<Value>.size
    let bytes = rest.prefix(count * size)
    rest.removeFirst(count * size)
    return (0..<count).map { index in
      let first = bytes.startIndex + index * size
      return bytes[first..<first + size].reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }
  }
}
