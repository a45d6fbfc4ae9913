import ApusFiles

/// Reads the constants of a file, from the file itself or from others in its folder.
struct ONNXConstantReader {
  /// The folder of the network's file; nil where it is not known.
  let folder: String?
  let limits: Limits
  private var others: [String: [UInt8]] = [:]

  init(folder: String?, limits: Limits) {
    self.folder = folder
    self.limits = limits
  }

  /// How many bytes of other files have been read.
  var externalByteCount: Int { others.values.reduce(0) { $0 + $1.count } }

  /// The elements of a tensor.
  mutating func array(_ tensor: ONNXTensor) throws(ONNXError) -> ONNXArray {
    if tensor.type == Int64(ONNXElementType.string.rawValue), tensor.texts.count == tensor.count {
      var places = ONNXArray(tensor.texts.indices.map { Int64($0) }, shape: tensor.shape, type: .string)
      places.texts = tensor.texts
      return places
    }
    let type = try tensor.elementType()
    if tensor.isExternal {
      let (bytes, range) = try external(tensor)
      return try Self.array(bytes, range, type, tensor)
    }
    if let raw = tensor.raw { return try Self.array(tensor.file, raw, type, tensor) }
    return try Self.typed(tensor, type)
  }

  /// Where the elements of a tensor are in another file.
  private mutating func external(_ tensor: ONNXTensor) throws(ONNXError) -> ([UInt8], Range<Int>) {
    let location = tensor.external["location"] ?? ""
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !location.isEmpty, !location.contains("\\"), !location.contains("\0"),
      parts.allSatisfy({ $0 != ".." && !$0.isEmpty }), let folder
    else { throw .external("\(location.prefix(80)), which is not in its folder") }
    if others[location] == nil {
      let path = folder.isEmpty ? location : "\(folder)/\(location)"
      guard Folder.contains(path, in: folder.isEmpty ? "." : folder) else {
        throw .external("\(location.prefix(80)), which is missing or not in its folder")
      }
      do throws(FileError) {
        others[location] = try FileBytes.read(path, limits: limits)
      } catch {
        throw .external(error.description)
      }
    }
    let bytes = others[location]!
    let start = tensor.external["offset"].map { Int($0) } ?? 0
    guard let start, start >= 0, start <= bytes.count else {
      throw .external("\(location.prefix(80)), which is too short for \(tensor.label)")
    }
    let length = tensor.external["length"].map { Int($0) } ?? (bytes.count - start)
    guard let length, length >= 0, length <= bytes.count - start else {
      throw .external("\(location.prefix(80)), which is too short for \(tensor.label)")
    }
    return (bytes, start..<start + length)
  }

  private static func array(
    _ bytes: [UInt8], _ range: Range<Int>, _ type: ONNXElementType, _ tensor: ONNXTensor
  ) throws(ONNXError) -> ONNXArray {
    guard let size = type.byteCount, range.count == tensor.count * size else {
      throw .damaged("\(tensor.label) has \(range.count) bytes for \(tensor.count) elements")
    }
    func numbers<Number: FixedWidthInteger & BitwiseCopyable, Element>(
      _ kind: Number.Type, _ convert: (Number) -> Element
    ) -> [Element] {
      bytes.withUnsafeBytes { buffer in
        (0..<tensor.count).map { index in
          let start = range.lowerBound + index * MemoryLayout<Number>.size
          return convert(
            Number(littleEndian: buffer.loadUnaligned(fromByteOffset: start, as: Number.self)))
        }
      }
    }
    let values: ONNXArray.Values =
      switch type {
      case .float: .reals(numbers(UInt32.self, Float.init(bitPattern:)))
      case .double: .reals(numbers(UInt64.self) { Float(Double(bitPattern: $0)) })
      case .float16: .reals(numbers(UInt16.self, Self.half))
      case .bfloat16: .reals(numbers(UInt16.self) { Float(bitPattern: UInt32($0) << 16) })
      case .uint8: .integers(numbers(UInt8.self) { Int64($0) })
      case .int8: .integers(numbers(Int8.self) { Int64($0) })
      case .bool: .integers(numbers(UInt8.self) { $0 == 0 ? 0 : 1 })
      case .uint16: .integers(numbers(UInt16.self) { Int64($0) })
      case .int16: .integers(numbers(Int16.self) { Int64($0) })
      case .int32: .integers(numbers(Int32.self) { Int64($0) })
      case .uint32: .integers(numbers(UInt32.self) { Int64($0) })
      case .int64: .integers(numbers(Int64.self) { $0 })
      case .uint64: .integers(numbers(UInt64.self) { Int64(truncatingIfNeeded: $0) })
      case .string, .complex64, .complex128, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2,
        .float8e5m2fnuz,
        .uint4, .int4, .float4e2m1:
        throw .unsupportedModel("has \(tensor.label) of the type \(type.name)")
      }
    return ONNXArray(shape: tensor.shape, type: type, values: values)
  }

  /// The elements of a tensor that has them in a typed field: floats, doubles, or whole numbers of variable length, which
  /// hold the bits of 16-bit floats too.
  private static func typed(_ tensor: ONNXTensor, _ type: ONNXElementType) throws(ONNXError)
    -> ONNXArray
  {
    var (reals, integers) = ([Float](), [Int64]())
    for field in tensor.typed {
      switch (field.number, field.value) {
      case (4, _): reals += try ONNXSetting.floats(field, tensor.file)
      case (10, .bytes(let range)):
        guard range.count % 8 == 0 else { throw .damaged("doubles of \(range.count) bytes") }
        tensor.file.withUnsafeBytes { buffer in
          for place in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
            let bits = UInt64(
              littleEndian: buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            reals.append(Float(Double(bitPattern: bits)))
          }
        }
      case (10, .fixed64(let bits)): reals.append(Float(Double(bitPattern: bits)))
      case _: integers += try field.integers(tensor.file)
      }
    }
    let values: ONNXArray.Values =
      switch type {
      case .float, .double: .reals(reals)
      case .float16: .reals(integers.map { half(UInt16(truncatingIfNeeded: $0)) })
      case .bfloat16:
        .reals(integers.map { Float(bitPattern: UInt32(UInt16(truncatingIfNeeded: $0)) << 16) })
      case .uint8, .int8, .uint16, .int16, .int32, .int64, .string, .bool, .uint32, .uint64,
        .complex64,
        .complex128, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz, .uint4, .int4,
        .float4e2m1:
        .integers(integers)
      }
    let result = ONNXArray(shape: tensor.shape, type: type, values: values)
    guard result.count == tensor.count else {
      throw .damaged("\(tensor.label) has \(result.count) elements instead of \(tensor.count)")
    }
    return result
  }

  /// A float of 16 bits: sign, five bits of exponent, ten of fraction (IEEE 754 binary16).
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Float(bits & 0x3FF))
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    case _:
      return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }
}
