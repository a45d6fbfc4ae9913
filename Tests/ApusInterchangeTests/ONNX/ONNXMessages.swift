/// Messages of ONNX, byte by byte, for what no exporter writes.
enum ONNXMessages {
  /// A number of variable length.
  static func number(_ value: UInt64) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// A field that is a number.
  static func field(_ field: UInt64, _ value: Int64) -> [UInt8] {
    number(field << 3) + number(UInt64(bitPattern: value))
  }

  /// A field that is a message or bytes.
  static func field(_ field: UInt64, _ bytes: [UInt8]) -> [UInt8] {
    number(field << 3 | 2) + number(UInt64(bytes.count)) + bytes
  }

  /// A field that is text.
  static func field(_ field: UInt64, _ text: String) -> [UInt8] { self.field(field, Array(text.utf8)) }

  /// An operator.
  static func node(_ kind: String, _ inputs: [String], _ outputs: [String]) -> [UInt8] {
    inputs.flatMap { field(1, $0) } + outputs.flatMap { field(2, $0) } + field(4, kind)
  }

  /// An operator of the domain `ai.onnx.ml` with settings.
  static func learned(_ kind: String, _ inputs: [String], _ outputs: [String], _ settings: [[UInt8]])
    -> [UInt8]
  {
    node(kind, inputs, outputs) + field(7, "ai.onnx.ml") + settings.flatMap { field(5, $0) }
  }

  /// A setting that is a list of floats.
  static func setting(_ name: String, _ floats: [Float]) -> [UInt8] {
    let bytes = floats.flatMap { float in
      (0..<4).map { UInt8(truncatingIfNeeded: float.bitPattern >> ($0 * 8)) }
    }
    return field(1, name) + field(7, bytes)
  }

  /// A setting that is a list of texts.
  static func setting(_ name: String, _ texts: [String]) -> [UInt8] {
    field(1, name) + texts.flatMap { field(9, $0) }
  }

  /// A constant of texts.
  static func constant(_ name: String, _ texts: [String]) -> [UInt8] {
    field(1, Int64(texts.count)) + field(2, 8) + texts.flatMap { field(6, $0) } + field(8, name)
  }

  /// An input or output of floats; open where an extent is nil.
  static func value(_ name: String, _ shape: [Int64?]) -> [UInt8] {
    let extents = shape.enumerated().flatMap { axis, extent in
      field(1, extent.map { field(1, $0) } ?? field(2, "length\(axis)"))
    }
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, extents)))
  }

  /// A file of version 17.
  static func file(
    _ nodes: [[UInt8]], inputs: [[UInt8]] = [value("x", [1, 4])], output: String = "y",
    constants: [[UInt8]] = []
  ) -> [UInt8] {
    file(nodes, inputs: inputs, outputs: [output], constants: constants)
  }

  /// A file of version 17 with several outputs.
  static func file(
    _ nodes: [[UInt8]], inputs: [[UInt8]] = [value("x", [1, 4])], outputs: [String],
    constants: [[UInt8]] = []
  ) -> [UInt8] {
    let graph =
      nodes.flatMap { field(1, $0) } + constants.flatMap { field(5, $0) } + inputs.flatMap { field(11, $0) }
      + outputs.flatMap { field(12, value($0, [])) }
    return field(1, 8) + field(8, field(2, 17)) + field(7, graph)
  }
}
