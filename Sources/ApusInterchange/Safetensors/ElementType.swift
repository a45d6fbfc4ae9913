/// The element types of safetensors that can be read as `Float`. Integers beyond 2²⁴ are rounded.
enum ElementType: String, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint8 = "U8"
  case bool = "BOOL"

  /// Bytes of one element.
  var width: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// The elements of little-endian bytes, as `Float`.
  /// - Precondition: the bytes are whole elements.
  func floats(_ bytes: UnsafeRawBufferPointer) -> [Float] {
    precondition(bytes.count % width == 0, "bytes must be whole elements")
    switch self {
    case .float64: return map(bytes) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
    case .float32: return map(bytes) { (bits: UInt32) in Float(bitPattern: bits) }
    case .float16: return map(bytes) { (bits: UInt16) in Self.float(half: bits) }
    case .bfloat16: return map(bytes) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
    case .int64: return map(bytes) { (value: Int64) in Float(value) }
    case .int32: return map(bytes) { (value: Int32) in Float(value) }
    case .int16: return map(bytes) { (value: Int16) in Float(value) }
    case .int8: return map(bytes) { (value: Int8) in Float(value) }
    case .uint8: return map(bytes) { (value: UInt8) in Float(value) }
    case .bool: return map(bytes) { (value: UInt8) in value == 0 ? 0 : 1 }
    }
  }

  @inline(__always)
  private func map<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ convert: (Bits) -> Float
  ) -> [Float] {
    let size = MemoryLayout<Bits>.size
    let count = bytes.count / size
    return [Float](unsafeUninitializedCapacity: count) { floats, filled in
      for index in 0..<count {
        let bits = Bits(littleEndian: bytes.loadUnaligned(fromByteOffset: index * size, as: Bits.self))
        floats.initializeElement(at: index, to: convert(bits))
      }
      filled = count
    }
  }

  /// IEEE 754 half precision, widened exactly. `Float16` is not there on every platform.
  static func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: magnitude.bitPattern | sign)
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    case _: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
