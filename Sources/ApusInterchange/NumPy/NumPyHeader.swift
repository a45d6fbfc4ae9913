/// What the first bytes of a `.npy` file say, every claim checked: a Python dictionary such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (16, 28, 28), }`.
struct NumPyHeader {
  /// The known element types.
  enum Element: String {
    case float64 = "<f8"
    case float32 = "<f4"
    case float16 = "<f2"
    case int8 = "|i1"
    case uint8 = "|u1"
    case bool = "|b1"
    case int16 = "<i2"
    case int32 = "<i4"
    case int64 = "<i8"

    /// Bytes of one.
    var width: Int {
      switch self {
      case .float64, .int64: 8
      case .float32, .int32: 4
      case .float16, .int16: 2
      case .int8, .uint8, .bool: 1
      }
    }
  }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  let type: Element
  let shape: [Int]
  /// Bytes of all elements.
  let byteCount: Int
  /// Where the elements begin.
  let dataOffset: Int

  init(_ bytes: [UInt8]) throws(NumPyError) {
    guard bytes.count >= 12, bytes.starts(with: Self.magic), (1...3).contains(bytes[6]) else {
      throw .notNumPy
    }
    // Version 1.0 has two bytes for the header's length, later ones four.
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    let length = (0..<lengthBytes).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let begin = 8 + lengthBytes
    guard length <= bytes.count - begin else { throw .notNumPy }
    dataOffset = begin + length
    guard let header = String(validating: bytes[begin..<dataOffset], as: UTF8.self) else {
      throw .header("not text")
    }

    guard let descriptor = Self.value(of: "descr", in: header, until: ","),
      let order = Self.value(of: "fortran_order", in: header, until: ","),
      let tuple = Self.value(of: "shape", in: header, until: ")"), tuple.hasPrefix("(")
    else { throw .header(String(header.prefix(100))) }
    let code = descriptor.filter { $0 != "'" && $0 != "\"" }
    guard let type = Element(rawValue: code) else { throw .elementType(code) }
    self.type = type
    guard order == "False" else {
      throw order == "True" ? .fortranOrder : .header(String(header.prefix(100)))
    }

    var shape: [Int] = []
    var count = type.width
    for part in tuple.dropFirst().split(separator: ",") {
      let digits = part.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0, !count.multipliedReportingOverflow(by: extent).overflow
      else { throw .header(String(header.prefix(100))) }
      count *= extent
      shape.append(extent)
    }
    self.shape = shape
    byteCount = count
  }

  /// The text after `'key':`, up to a delimiter.
  private static func value(of key: String, in header: String, until end: Character) -> String? {
    let pieces = header.split(separator: "'\(key)':", maxSplits: 1, omittingEmptySubsequences: false)
    guard pieces.count == 2, let stop = pieces[1].firstIndex(of: end) else { return nil }
    return String(pieces[1][..<stop].drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
