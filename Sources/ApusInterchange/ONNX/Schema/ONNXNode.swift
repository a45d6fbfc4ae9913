import ApusFiles

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

  /// Which operator it is, for messages.
  var site: ONNXSite { ONNXSite(index: index, kind: domain.isEmpty ? kind : "\(domain).\(kind)", name: name) }
}

/// Which operator of a file an error is about.
public struct ONNXSite: Hashable, Sendable, CustomStringConvertible {
  /// Its place in the file, from 0.
  public var index: Int
  /// ONNX's name for it, with its domain where that is not ONNX's own: `Conv`.
  public var kind: String
  /// What the file calls it; empty where it has no name.
  public var name: String

  /// `operator 3 (Conv "conv1")`
  public var description: String {
    "operator \(index) (\(kind.prefix(80).description.printable)"
      + (name.isEmpty ? ")" : " \"\(name.prefix(80).description.printable)\")")
  }
}
