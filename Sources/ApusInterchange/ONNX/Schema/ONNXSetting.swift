/// A setting of an operator (`AttributeProto`).
struct ONNXSetting {
  var name = ""
  var float: Float?
  var integer: Int64?
  var text: Range<Int>?
  var tensor: ProtobufMessage?
  var floats: [Float] = []
  var integers: [Int64] = []
  var texts: [Range<Int>] = []
  /// Which setting of a function's call it is, in the function.
  var reference: String?
  /// A graph, which is read when it is needed.
  var graph: ProtobufMessage?

  init(_ message: ProtobufMessage) throws(ONNXError) {
    try message.forEachField { (field) throws(ONNXError) in
      switch field.number {
      case 1: name = try field.text(message.bytes)
      case 2: float = try field.float()
      case 3: integer = try field.integer()
      case 4: text = try field.bytes()
      case 5: tensor = try field.message(message.bytes)
      case 6: graph = try field.message(message.bytes)
      case 7: floats += try Self.floats(field, message.bytes)
      case 21: reference = try field.text(message.bytes)
      case 9: texts.append(try field.bytes())
      case 8: integers += try field.integers(message.bytes)
      case _: break
      }
    }
  }

  /// A setting that is a whole number.
  init(name: String, integer: Int64) {
    self.name = name
    self.integer = integer
  }

  /// The floats in one occurrence of a field, packed or not.
  static func floats(_ field: ProtobufMessage.Field, _ file: [UInt8]) throws(ONNXError) -> [Float] {
    guard case .bytes(let range) = field.value else { return [try field.float()] }
    guard range.count % 4 == 0 else { throw .damaged("floats of \(range.count) bytes") }
    return file.withUnsafeBytes { buffer in
      stride(from: range.lowerBound, to: range.upperBound, by: 4).map { position in
        let bits = buffer.loadUnaligned(fromByteOffset: position, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }
}

extension ONNXNode {
  /// Sets the axis that an operator is about.
  mutating func setAxis(_ axis: Int) {
    attributes["axis"] = ONNXSetting(name: "axis", integer: Int64(axis))
  }

  /// A setting that is a whole number.
  func integer(_ name: String, default value: Int) throws(ONNXError) -> Int {
    guard let attribute = attributes[name] else { return value }
    guard let integer = attribute.integer, integer.magnitudeWithinInt <= 1 << 40 else {
      throw .damaged("\(site) has no sound \(name)")
    }
    return Int(integer)
  }

  /// A setting that is a list of whole numbers, those beyond 2⁴⁰ as 2⁴⁰; nil where it is missing.
  func integers(_ name: String) throws(ONNXError) -> [Int]? {
    guard let attribute = attributes[name] else { return nil }
    // The largest and the smallest number stand for no bound.
    return attribute.integers.map { Int(max(-1 << 40, min(1 << 40, $0))) }
  }

  /// A setting that is a number.
  func float(_ name: String, default value: Float) throws(ONNXError) -> Float {
    guard let attribute = attributes[name] else { return value }
    guard let float = attribute.float, float.isFinite else { throw .damaged("\(site) has no sound \(name)") }
    return float
  }

  /// A setting that is a list of texts; none where it is missing.
  func texts(_ name: String, _ file: [UInt8]) -> [String] {
    (attributes[name]?.texts ?? []).map { String(decoding: file[$0], as: UTF8.self) }
  }

  /// A setting that is a text.
  func text(_ name: String, default value: String, _ file: [UInt8]) -> String {
    attributes[name]?.text.map { String(decoding: file[$0], as: UTF8.self) } ?? value
  }
}

extension Int64 {
  /// The absolute value; the largest number for the smallest.
  fileprivate var magnitudeWithinInt: Int { self == .min ? .max : Int(magnitude) }
}
