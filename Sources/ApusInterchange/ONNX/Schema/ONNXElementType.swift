/// The types of elements in ONNX, numbered as `TensorProto.DataType` is.
enum ONNXElementType: Int, Hashable {
  case float = 1
  case uint8, int8, uint16, int16, int32, int64, string, bool, float16, double, uint32, uint64
  case complex64, complex128, bfloat16, float8e4m3fn, float8e4m3fnuz, float8e5m2, float8e5m2fnuz
  case uint4, int4, float4e2m1

  /// What messages call it.
  var name: String { "\(self)" }

  /// How many bytes an element takes in raw data; nil of types that are not read.
  var byteCount: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float, .int32, .uint32: 4
    case .double, .int64, .uint64: 8
    case .string, .complex64, .complex128, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz,
      .uint4, .int4, .float4e2m1:
      nil
    }
  }

  /// Whether elements are real numbers.
  var isReal: Bool {
    switch self {
    case .float, .float16, .double, .bfloat16: true
    case .uint8, .int8, .uint16, .int16, .int32, .int64, .string, .bool, .uint32, .uint64, .complex64,
      .complex128, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz, .uint4, .int4, .float4e2m1:
      false
    }
  }

  /// The whole numbers that elements of one or two bytes can be; nil of other types.
  var integerRange: ClosedRange<Int64>? {
    switch self {
    case .uint8: 0...255
    case .int8: -128...127
    case .uint16: 0...65535
    case .int16: -32768...32767
    case .float, .int32, .int64, .string, .bool, .float16, .double, .uint32, .uint64, .complex64, .complex128,
      .bfloat16, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz, .uint4, .int4, .float4e2m1:
      nil
    }
  }
}
