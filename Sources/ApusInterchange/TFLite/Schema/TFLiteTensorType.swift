import ApusGraph

/// The schema's `TensorType`: all by name, for messages; those with a constant can be read.
struct TFLiteTensorType: Hashable {
  let rawValue: Int

  static let float32 = TFLiteTensorType(rawValue: 0)
  static let float16 = TFLiteTensorType(rawValue: 1)
  static let int32 = TFLiteTensorType(rawValue: 2)
  static let uint8 = TFLiteTensorType(rawValue: 3)
  static let int64 = TFLiteTensorType(rawValue: 4)
  static let bool = TFLiteTensorType(rawValue: 6)
  static let int16 = TFLiteTensorType(rawValue: 7)
  static let int8 = TFLiteTensorType(rawValue: 9)
  static let resource = TFLiteTensorType(rawValue: 13)
  static let uint32 = TFLiteTensorType(rawValue: 15)
  static let int4 = TFLiteTensorType(rawValue: 17)

  private static let names = [
    "FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8",
    "FLOAT64", "COMPLEX128", "UINT64", "RESOURCE", "VARIANT", "UINT32", "UINT16", "INT4", "BFLOAT16", "INT2",
    "UINT4", "FLOAT8_E4M3FN", "FLOAT8_E5M2",
  ]

  /// The schema's name, or the number of a type that it did not know when this was written.
  var name: String { Self.names.indices.contains(rawValue) ? Self.names[rawValue] : "number \(rawValue)" }

  /// Whether its elements are whole numbers that an index may have.
  var isWhole: Bool { self == .int32 || self == .int64 }

  /// Whether its elements are floating-point numbers.
  var isReal: Bool { self == .float32 || self == .float16 }

  /// How many bytes a number of elements of one of the types above take.
  func byteCount(of elements: Int) -> Int {
    switch self {
    case .float32, .int32, .uint32: 4 * elements
    case .int64: 8 * elements
    case .float16, .int16: 2 * elements
    case .int4: (elements + 1) / 2
    default: elements
    }
  }
}

extension TFLiteTensorType {
  /// The type of a quantized value's integers.
  init(_ element: ApusGraph.ElementType) {
    switch element {
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    }
  }
}
