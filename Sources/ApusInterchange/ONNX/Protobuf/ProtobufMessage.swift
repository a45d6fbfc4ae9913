/// A message in the wire format of Protocol Buffers (protobuf.dev, "Encoding"), read where it lies: a sequence of fields, each
/// of a number and a value of one of four kinds. Nothing is copied, and nothing is read beyond the message.
///
/// Messages within messages are ranges of bytes until someone reads them, so that no depth of nesting takes a stack.
struct ProtobufMessage {
  /// The whole file.
  let bytes: [UInt8]
  /// Where the message lies in it.
  let range: Range<Int>

  /// One field of a message.
  struct Field {
    /// Which field it is.
    var number: Int
    /// What it holds.
    var value: Value
  }

  /// What a field holds, by how it is written.
  enum Value {
    /// A whole number of variable length, or a truth value.
    case integer(UInt64)
    /// Eight bytes: a 64-bit number.
    case fixed64(UInt64)
    /// Text, a message, packed numbers, or bytes: where they lie.
    case bytes(Range<Int>)
    /// Four bytes: a 32-bit number.
    case fixed32(UInt32)
  }

  /// A whole file as one message.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    range = 0..<bytes.count
  }

  /// A message within the same file.
  /// - Precondition: the range lies in the file.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    self.range = range
  }

  /// Calls the body for every field, in the file's order.
  func forEachField(_ body: (Field) throws(ONNXError) -> Void) throws(ONNXError) {
    var position = range.lowerBound
    while position < range.upperBound {
      let key = try Self.integer(in: bytes, at: &position, before: range.upperBound)
      let number = Int(key >> 3)
      guard number > 0, key >> 3 < 1 << 29 else { throw .damaged("a field of number \(key >> 3)") }
      let value: Value
      switch key & 7 {
      case 0: value = .integer(try Self.integer(in: bytes, at: &position, before: range.upperBound))
      case 1: value = .fixed64(try fixed(at: &position))
      case 2:
        let length = try Self.integer(in: bytes, at: &position, before: range.upperBound)
        guard length <= UInt64(range.upperBound - position) else {
          throw .outOfBounds(byte: position, count: length, length: bytes.count)
        }
        value = .bytes(position..<position + Int(length))
        position += Int(length)
      case 5: value = .fixed32(try fixed(at: &position))
      case let kind: throw .damaged("a field of the unknown kind \(kind) at byte \(position - 1)")
      }
      try body(Field(number: number, value: value))
    }
  }

  private func fixed<Number: FixedWidthInteger & BitwiseCopyable>(
    at position: inout Int
  ) throws(ONNXError) -> Number {
    let size = MemoryLayout<Number>.size
    guard size <= range.upperBound - position else {
      throw .outOfBounds(byte: position, count: UInt64(size), length: bytes.count)
    }
    defer { position += size }
    return bytes.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Number.self))
    }
  }

  /// A number of variable length: seven bits a byte, the lowest first, all but the last with the eighth bit set.
  static func integer(
    in bytes: [UInt8], at position: inout Int, before end: Int
  ) throws(ONNXError) -> UInt64 {
    var result: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard position < end else { throw .outOfBounds(byte: position, count: 1, length: bytes.count) }
      let byte = bytes[position]
      position += 1
      result |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return result }
    }
    throw .damaged("a number of more than ten bytes at byte \(position)")
  }
}

extension ProtobufMessage.Field {
  /// The field as a whole number.
  func integer() throws(ONNXError) -> Int64 {
    guard case .integer(let value) = value else { throw wrongKind("a whole number") }
    return Int64(bitPattern: value)
  }

  /// The field as a 32-bit float.
  func float() throws(ONNXError) -> Float {
    guard case .fixed32(let value) = value else { throw wrongKind("a float") }
    return Float(bitPattern: value)
  }

  /// Where the bytes of the field are.
  func bytes() throws(ONNXError) -> Range<Int> {
    guard case .bytes(let range) = value else { throw wrongKind("bytes") }
    return range
  }

  /// The field as text.
  func text(_ file: [UInt8]) throws(ONNXError) -> String {
    String(decoding: file[try bytes()], as: UTF8.self)
  }

  /// The field as a message.
  func message(_ file: [UInt8]) throws(ONNXError) -> ProtobufMessage { ProtobufMessage(file, try bytes()) }

  /// The numbers in one occurrence of a repeated field: one of them, or several packed as bytes.
  func integers(_ file: [UInt8]) throws(ONNXError) -> [Int64] {
    guard case .bytes(let range) = value else { return [try integer()] }
    var (position, result) = (range.lowerBound, [Int64]())
    while position < range.upperBound {
      result.append(
        Int64(bitPattern: try ProtobufMessage.integer(in: file, at: &position, before: range.upperBound)))
    }
    return result
  }

  private func wrongKind(_ needed: String) -> ONNXError {
    .damaged("a field \(number) that is not \(needed)")
  }
}
