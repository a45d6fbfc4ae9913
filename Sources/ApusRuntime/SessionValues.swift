import ApusModel

/// An input of a session: its elements in the arena, for the caller to fill, and what they stand for.
public struct InputValue {
  /// Its extents and quantization parameters.
  public let record: TensorRecord
  /// Its elements as they lie in memory: rows, columns, channels, little-endian.
  public let bytes: UnsafeMutableRawBufferPointer

  @inline(__always)
  init(_ record: TensorRecord, in arena: UnsafeMutablePointer<Int8>) {
    self.record = record
    bytes = UnsafeMutableRawBufferPointer(start: arena + record.offset, count: record.byteCount)
  }

  /// The elements of an int8 input.
  @inline(__always)
  public var integers: UnsafeMutableBufferPointer<Int8> { bytes.assumingMemoryBound(to: Int8.self) }

  /// The elements of an int16 input.
  /// - Precondition: the elements are int16.
  public var integers16: UnsafeMutableBufferPointer<Int16> {
    precondition(record.element == .int16)
    return bytes.assumingMemoryBound(to: Int16.self)
  }

  /// The elements of an int32 input.
  /// - Precondition: the elements are int32.
  public var integers32: UnsafeMutableBufferPointer<Int32> {
    precondition(record.element == .int32)
    return bytes.assumingMemoryBound(to: Int32.self)
  }
}

/// An output of a session: its elements in the arena, and what they stand for.
public struct OutputValue {
  /// Its extents and quantization parameters.
  public let record: TensorRecord
  /// Its elements as they lie in memory: rows, columns, channels, little-endian.
  public let bytes: UnsafeRawBufferPointer

  @inline(__always)
  init(_ record: TensorRecord, in arena: UnsafeMutablePointer<Int8>) {
    self.record = record
    bytes = UnsafeRawBufferPointer(start: arena + record.offset, count: record.byteCount)
  }

  /// The elements of an int8 output.
  @inline(__always)
  public var integers: UnsafeBufferPointer<Int8> { bytes.assumingMemoryBound(to: Int8.self) }

  /// The elements of an int16 output.
  /// - Precondition: the elements are int16.
  public var integers16: UnsafeBufferPointer<Int16> {
    precondition(record.element == .int16)
    return bytes.assumingMemoryBound(to: Int16.self)
  }

  /// The elements of an int32 output.
  /// - Precondition: the elements are int32.
  public var integers32: UnsafeBufferPointer<Int32> {
    precondition(record.element == .int32)
    return bytes.assumingMemoryBound(to: Int32.self)
  }
}
