import ApusFiles

/// An array in NumPy's `.npy` format (numpy.org, "NEP 1"), little-endian, in C's order. Files with elements of other
/// types are read where these have a place among the known ones: float64 and float16 as float32, int64 as int32 and
/// booleans as uint8.
public struct NumPyArray: Hashable, Sendable {
  /// Elements of one of the known types.
  public enum Elements: Hashable, Sendable {
    /// `<f4`
    case float32([Float])
    /// `|i1`
    case int8([Int8])
    /// `|u1`
    case uint8([UInt8])
    /// `<i2`
    case int16([Int16])
    /// `<i4`
    case int32([Int32])

    /// How many there are.
    public var count: Int {
      switch self {
      case .int16(let values): values.count
      case .int32(let values): values.count
      case .float32(let values): values.count
      case .int8(let values): values.count
      case .uint8(let values): values.count
      }
    }

    var typeName: String {
      switch self {
      case .int16: "<i2"
      case .int32: "<i4"
      case .float32: "<f4"
      case .int8: "|i1"
      case .uint8: "|u1"
      }
    }
  }

  /// Extents, outermost first.
  public let shape: [Int]
  /// As many elements as the product of `shape`, the last index fastest.
  public let elements: Elements

  /// An array.
  /// - Precondition: the number of elements is the product of the extents.
  public init(shape: [Int], elements: Elements) {
    precondition(shape.reduce(1, *) == elements.count, "an array's elements must fill its shape")
    self.shape = shape
    self.elements = elements
  }

  /// The array in a file's bytes.
  /// - Throws: what is wrong, whatever the bytes.
  public init(decoding bytes: [UInt8]) throws(NumPyError) {
    let header = try NumPyHeader(bytes)
    let found = bytes.count - header.dataOffset
    guard found == header.byteCount else { throw .byteCount(needed: header.byteCount, found: found) }
    guard Memory.gives(found) else { throw .outOfMemory(bytes: found) }
    let elements: Elements? = bytes.withUnsafeBytes { bytes in
      let data = UnsafeRawBufferPointer(rebasing: bytes[header.dataOffset...])
      return switch header.type {
      case .float64: .float32(ElementType.float64.floats(data))
      case .float32: .float32(ElementType.float32.floats(data))
      case .float16: .float32(ElementType.float16.floats(data))
      case .int8: .int8(Array(data.bindMemory(to: Int8.self)))
      case .uint8, .bool: .uint8(Array(data))
      case .int16: .int16(Self.integers(data, of: Int16.self)!)
      case .int32: .int32(Self.integers(data, of: Int32.self)!)
      case .int64: Self.integers(data, of: Int64.self).map { .int32($0) }
      }
    }
    guard let elements else { throw .range }
    self.init(shape: header.shape, elements: elements)
  }

  /// Little-endian integers of a type; nil where one is none of the result's.
  private static func integers<Stored: FixedWidthInteger & BitwiseCopyable, Result: FixedWidthInteger>(
    _ data: UnsafeRawBufferPointer, of type: Stored.Type
  ) -> [Result]? {
    let width = MemoryLayout<Stored>.size
    var result: [Result] = []
    result.reserveCapacity(data.count / width)
    for offset in stride(from: 0, to: data.count, by: width) {
      let stored = Stored(littleEndian: data.loadUnaligned(fromByteOffset: offset, as: Stored.self))
      guard let value = Result(exactly: stored) else { return nil }
      result.append(value)
    }
    return result
  }

  /// The array in a file.
  /// - Parameters:
  ///   - path: the file.
  ///   - limits: by how much the largest size of a file is raised.
  /// - Throws: `InterchangeError`, naming the file.
  public init(path: String, limits: Limits = .standard) throws(InterchangeError) {
    let bytes = try ForeignFile.read(path, limits: limits)
    do throws(NumPyError) {
      try self.init(decoding: bytes)
    } catch {
      throw ForeignFile.otherKind(bytes, path: path, needed: .numPy) ?? .numPy(path: path, error)
    }
  }

  /// The bytes of a file with this array, version 1.0, its data at a multiple of 64 as NumPy does it.
  public func encoded() -> [UInt8] {
    let extents = shape.map { "\($0)," }.joined(separator: " ")
    let tuple = shape.count > 1 ? String(extents.dropLast()) : extents
    var header = "{'descr': '\(elements.typeName)', 'fortran_order': False, 'shape': (\(tuple)), }"
    let unpadded = NumPyHeader.magic.count + 4 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"

    var bytes = NumPyHeader.magic + [1, 0]
    let length = UInt16(header.utf8.count)
    bytes += [UInt8(length & 0xFF), UInt8(length >> 8)]
    bytes += Array(header.utf8)
    switch elements {
    case .float32(let values): Self.append(values.lazy.map(\.bitPattern), to: &bytes)
    case .int16(let values): Self.append(values, to: &bytes)
    case .int32(let values): Self.append(values, to: &bytes)
    case .int8(let values): bytes += values.map { UInt8(bitPattern: $0) }
    case .uint8(let values): bytes += values
    }
    return bytes
  }

  private static func append(_ integers: some Collection<some FixedWidthInteger>, to bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + 4 * integers.count)
    for integer in integers {
      withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
    }
  }

  /// Writes a file, whole or not at all.
  /// - Throws: `InterchangeError.file`, naming the file.
  public func write(to path: String) throws(InterchangeError) {
    do throws(FileError) { try AtomicFile.write(encoded(), to: path) } catch { throw .file(error) }
  }
}
