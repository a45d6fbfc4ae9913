/// A tensor whose elements are known before the network runs: in the file, or computed from such.
struct TFLiteConstant {
  /// What it is called, its type and its quantization.
  var tensor: TFLiteTensor
  /// Its extents, which may be others than the file declares.
  var extents: [Int]
  var elements: Elements

  enum Elements {
    /// Bytes of the file, in the tensor's type.
    case stored(Range<Int>)
    /// Whole numbers: of an integer type, or truth values.
    case integers([Int])
    /// Real numbers.
    case reals([Float])
  }

  /// How many elements there are.
  var count: Int { extents.reduce(1, *) }
}

extension TFLiteFile {
  /// A constant's elements as whole numbers; nil where they are real or of a type that is not known here.
  func integers(_ constant: TFLiteConstant) -> [Int]? {
    switch constant.elements {
    case .integers(let values): return values
    case .reals: return nil
    case .stored(let range):
      switch constant.tensor.type {
      case .int8: return elements(range, as: Int8.self).map { Int($0) }
      case .uint8, .bool: return elements(range, as: UInt8.self).map { Int($0) }
      case .int16: return elements(range, as: Int16.self).map { Int($0) }
      case .int32: return elements(range, as: Int32.self).map { Int($0) }
      case .uint32: return elements(range, as: UInt32.self).map { Int($0) }
      case .int64: return elements(range, as: Int64.self).map { Int($0) }
      case .int4: return Self.nibbles(elements(range, as: UInt8.self), count: constant.count).map { Int($0) }
      default: return nil
      }
    }
  }

  /// A constant's elements as real numbers; nil where they are whole numbers or of a type that is not known here.
  func reals(_ constant: TFLiteConstant) -> [Float]? {
    switch constant.elements {
    case .integers: return nil
    case .reals(let values): return values
    case .stored(let range):
      switch constant.tensor.type {
      case .float32: return elements(range, as: UInt32.self).map { Float(bitPattern: $0) }
      case .float16: return elements(range, as: UInt16.self).map { ElementType.float(half: $0) }
      default: return nil
      }
    }
  }

  /// The elements of a constant of 8 or 4 bits, those of uint8 less 128; nil for other types.
  func int8s(_ constant: TFLiteConstant) -> [Int8]? {
    switch (constant.elements, constant.tensor.type) {
    case (.stored(let range), .int8): return elements(range, as: Int8.self)
    case (.stored(let range), .uint8):
      return elements(range, as: UInt8.self).map { Int8(bitPattern: $0 ^ 0x80) }
    case (.integers(let values), .uint8): return values.map { Int8(truncatingIfNeeded: $0 - 128) }
    case (.stored(let range), .int4):
      return Self.nibbles(elements(range, as: UInt8.self), count: constant.count)
    case (.integers(let values), .int8), (.integers(let values), .int4):
      return values.map { Int8(truncatingIfNeeded: $0) }
    case (.stored, _), (.integers, _), (.reals, _): return nil
    }
  }

  /// Two numbers of 4 bits from each byte, the one in the lower bits first.
  private static func nibbles(_ bytes: [UInt8], count: Int) -> [Int8] {
    (0..<count).map { index in
      let byte = Int8(bitPattern: bytes[index / 2])
      return index % 2 == 0 ? (byte << 4) >> 4 : byte >> 4
    }
  }
}
