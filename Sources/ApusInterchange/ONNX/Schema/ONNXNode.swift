/// One operator of a file (`NodeProto`).
struct ONNXNode {
  /// Its place in the file.
  var index: Int
  var name = ""
  var kind = ""
  var domain = ""
  /// The names of the values that it takes; empty for one that is left out.
  var inputs: [String] = []
  var outputs: [String] = []
  var attributes: [String: ONNXSetting] = [:]

  init(_ message: ProtobufMessage, index: Int) throws(ONNXError) {
    self.index = index
    try message.forEachField { (field) throws(ONNXError) in
      switch field.number {
      case 1: inputs.append(try field.text(message.bytes))
      case 2: outputs.append(try field.text(message.bytes))
      case 3: name = try field.text(message.bytes)
      case 4: kind = try field.text(message.bytes)
      case 5:
        let attribute = try ONNXSetting(field.message(message.bytes))
        attributes[attribute.name] = attribute
      case 7: domain = try field.text(message.bytes)
      case _: break
      }
    }
    if domain == "ai.onnx" { domain = "" }
  }

  /// The operator's name, with its domain where that is not ONNX's own: `Conv`.
  private var qualifiedKind: String { String((domain.isEmpty ? kind : "\(domain).\(kind)").prefix(80)) }

  /// Which operator it is, for messages: `operator 3 (Conv "conv1")`.
  var site: String {
    "operator \(index) (\(qualifiedKind)" + (name.isEmpty ? ")" : " \"\(name.prefix(80))\")")
  }

  /// That it is not supported.
  /// - Parameter detail: what of it is not, as it continues a sentence: `with several exponents`; nil where nothing is.
  func obstacle(_ detail: String?) -> Obstacles.Obstacle {
    Obstacles.Obstacle(
      name: qualifiedKind, detail: detail, index: index, label: name.isEmpty ? nil : String(name.prefix(80)))
  }
}
