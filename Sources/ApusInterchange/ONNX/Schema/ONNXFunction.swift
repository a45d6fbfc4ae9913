/// An operator that a file defines by others (`FunctionProto`).
struct ONNXFunction {
  var name = ""
  var domain = ""
  private var inputs: [String] = []
  private var outputs: [String] = []
  private var nodes: [ONNXNode] = []
  private var defaults: [String: ONNXSetting] = [:]

  init(_ message: ProtobufMessage) throws(ONNXError) {
    try message.forEachField { (field) throws(ONNXError) in
      switch field.number {
      case 1: name = try field.text(message.bytes)
      case 4: inputs.append(try field.text(message.bytes))
      case 5: outputs.append(try field.text(message.bytes))
      case 7: nodes.append(try ONNXNode(field.message(message.bytes), index: nodes.count))
      case 10: domain = try field.text(message.bytes)
      case 11:
        let attribute = try ONNXSetting(field.message(message.bytes))
        defaults[attribute.name] = attribute
      case _: break
      }
    }
  }

  /// The operators that stand for a call, with the call's values and settings in them.
  /// - Parameter number: of the call, which keeps the names of its values apart from all others.
  func body(for call: ONNXNode, number: Int) -> [ONNXNode] {
    var names: [String: String] = [:]
    for (place, input) in inputs.enumerated() {
      names[input] = place < call.inputs.count ? call.inputs[place] : ""
    }
    for (output, name) in zip(outputs, call.outputs) where !name.isEmpty { names[output] = name }
    func renamed(_ name: String) -> String {
      name.isEmpty ? "" : names[name] ?? "\(name)\u{0}\(number)"
    }
    return nodes.map { node in
      var node = node
      node.index = call.index
      node.inputs = node.inputs.map(renamed)
      node.outputs = node.outputs.map(renamed)
      for (key, attribute) in node.attributes {
        guard let reference = attribute.reference else { continue }
        node.attributes[key] = call.attributes[reference] ?? defaults[reference]
      }
      return node
    }
  }
}
