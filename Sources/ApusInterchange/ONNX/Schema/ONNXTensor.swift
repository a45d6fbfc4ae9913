/// A constant of a file (`TensorProto`): its extents, and where its elements are. They are read when someone asks.
struct ONNXTensor {
  var name = ""
  var shape: [Int] = []
  var type: Int64 = 0
  /// Elements as bytes, where they are not in one of the typed fields.
  var raw: Range<Int>?
  /// Occurrences of the typed field that holds elements otherwise.
  var typed: [ProtobufMessage.Field] = []
  /// Elements that are texts.
  private(set) var texts: [String] = []
  /// Where elements are in another file, by key: `location`, `offset`, `length`.
  var external: [String: String] = [:]
  var isExternal = false
  let file: [UInt8]

  /// What a message says of a tensor.
  init(_ message: ProtobufMessage) throws(ONNXError) {
    file = message.bytes
    var shape: [Int64] = []
    try message.forEachField { (field) throws(ONNXError) in
      switch field.number {
      case 1: shape += try field.integers(message.bytes)
      case 2: type = try field.integer()
      case 3: throw .unsupportedModel("has a tensor in segments")
      case 4, 5, 7, 10, 11: typed.append(field)
      case 6: texts.append(try field.text(message.bytes))
      case 8: name = try field.text(message.bytes)
      case 9: raw = try field.bytes()
      case 13:
        var (key, value) = ("", "")
        try field.message(message.bytes).forEachField { (part) throws(ONNXError) in
          if part.number == 1 { key = try part.text(message.bytes) }
          if part.number == 2 { value = try part.text(message.bytes) }
        }
        external[key] = value
      case 14: isExternal = try field.integer() == 1
      case _: break
      }
    }
    var count = 1.0
    for extent in shape {
      guard (0...1 << 40).contains(extent) else { throw .damaged("\(label) has an extent of \(extent)") }
      count *= Double(extent)
    }
    guard count < 0x1p40, shape.count <= 32 else { throw .damaged("\(label) is too large") }
    self.shape = shape.map { Int($0) }
  }

  /// How many elements there are.
  var count: Int { shape.reduce(1, *) }

  /// What messages call it.
  var label: String { name.isEmpty ? "a constant" : "the constant \(name.prefix(80))" }

  /// The type of the elements, of those that are read.
  func elementType() throws(ONNXError) -> ONNXElementType {
    guard let number = Int(exactly: type), let type = ONNXElementType(rawValue: number), type.byteCount != nil
    else {
      let name = Int(exactly: type).flatMap(ONNXElementType.init(rawValue:))?.name ?? "number \(type)"
      throw .unsupportedModel("has \(label) of the type \(name)")
    }
    return type
  }
}
