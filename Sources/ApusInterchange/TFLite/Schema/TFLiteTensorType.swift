/// The schema's `TensorType`: all by name, for messages; three can be imported.
struct TFLiteTensorType: Hashable {
  let rawValue: Int

  static let float32 = TFLiteTensorType(rawValue: 0)
  static let int32 = TFLiteTensorType(rawValue: 2)
  static let uint8 = TFLiteTensorType(rawValue: 3)
  static let int64 = TFLiteTensorType(rawValue: 4)
  static let int8 = TFLiteTensorType(rawValue: 9)

  private static let names = [
    "FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8",
    "FLOAT64", "COMPLEX128", "UINT64", "RESOURCE", "VARIANT", "UINT32", "UINT16", "INT4", "BFLOAT16", "INT2",
    "UINT4", "FLOAT8_E4M3FN", "FLOAT8_E5M2",
  ]

  /// The schema's name, or the number of a type that it did not know when this was written.
  var name: String { Self.names.indices.contains(rawValue) ? Self.names[rawValue] : "number \(rawValue)" }

  /// Bytes of an element of one of the types above.
  var width: Int {
    switch self {
    case .float32, .int32: 4
    case .int64: 8
    default: 1
    }
  }
}
