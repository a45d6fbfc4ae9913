/// A whole file (`ModelProto`): its graph, and the versions of the operators in it.
struct ONNXModel {
  let file: [UInt8]
  /// The version of each domain's operators; the empty one is ONNX's own.
  private(set) var versions: [String: Int] = [:]
  private(set) var nodes: [ONNXNode] = []
  private(set) var constants: [String: ONNXTensor] = [:]
  private(set) var inputs: [ONNXValueInfo] = []
  private(set) var outputs: [ONNXValueInfo] = []
  /// Rows and columns of the images that the network was trained on, where a file of Ultralytics' says it.
  private(set) var imageSize: [Int]?
  /// What the network says of itself, in a file that this kit has written.
  private(set) var annotation: NetworkAnnotation?

  init(_ file: [UInt8]) throws(ONNXError) {
    self.file = file
    var graph: ProtobufMessage?
    var functions: [ONNXFunction] = []
    try ProtobufMessage(file).forEachField { (field) throws(ONNXError) in
      switch field.number {
      case 7: graph = try field.message(file)
      case 25: functions.append(try ONNXFunction(field.message(file)))
      case 8:
        var (domain, version) = ("", 0)
        try field.message(file).forEachField { (part) throws(ONNXError) in
          if part.number == 1 { domain = try part.text(file) }
          if part.number == 2 { version = Int(truncatingIfNeeded: try part.integer()) }
        }
        versions[domain == "ai.onnx" ? "" : domain] = version
      case 14:
        var (key, value) = ("", "")
        try field.message(file).forEachField { (part) throws(ONNXError) in
          if part.number == 1 { key = try part.text(file) }
          if part.number == 2 { value = try part.text(file) }
        }
        if key == "imgsz" { imageSize = Self.imageSize(value) }
        if key == NetworkAnnotation.key { annotation = NetworkAnnotation(json: value.utf8) }
      case _: break
      }
    }
    guard let graph else { throw .notONNX }
    try read(graph)
    if annotation != nil { nodes = ONNXRounding.removed(from: nodes) }
    try expand(functions)
    guard !nodes.isEmpty, !outputs.isEmpty else { throw .notONNX }
  }

  /// Two whole numbers in brackets; nil for anything else.
  private static func imageSize(_ text: String) -> [Int]? {
    let sizes = text.split { !$0.isNumber }.compactMap { Int($0) }
    return sizes.count == 2 && sizes.allSatisfy({ (1...1 << 14).contains($0) }) ? sizes : nil
  }

  private mutating func read(_ graph: ProtobufMessage) throws(ONNXError) {
    try graph.forEachField { (field) throws(ONNXError) in
      switch field.number {
      case 1: nodes.append(try ONNXNode(field.message(file), index: nodes.count))
      case 5:
        let tensor = try ONNXTensor(field.message(file))
        constants[tensor.name] = tensor
      case 11: inputs.append(try ONNXValueInfo(field.message(file)))
      case 12: outputs.append(try ONNXValueInfo(field.message(file)))
      case 15: throw .unsupportedModel("has sparse constants")
      case _: break
      }
    }
    // Older files list constants among the inputs.
    inputs.removeAll { constants[$0.name] != nil }
  }

  /// Operators that calls of functions stand for, at most.
  private static let mostNodes = 1 << 16

  /// Puts what functions of the file are made of in the place of their calls, which may call others.
  private mutating func expand(_ functions: [ONNXFunction]) throws(ONNXError) {
    var known: [String: ONNXFunction] = [:]
    for function in functions { known["\(function.domain):\(function.name)"] = function }
    func function(of node: ONNXNode) -> ONNXFunction? { known["\(node.domain):\(node.kind)"] }
    var calls = 0
    for _ in 0..<16 where nodes.contains(where: { function(of: $0) != nil }) {
      var expanded: [ONNXNode] = []
      for node in nodes {
        guard let function = function(of: node) else {
          expanded.append(node)
          continue
        }
        calls += 1
        expanded += function.body(for: node, number: calls)
        guard expanded.count <= Self.mostNodes else {
          throw .unsupportedModel("has functions of too many operators")
        }
      }
      nodes = expanded
      for place in nodes.indices { nodes[place].index = place }
    }
  }

  /// The version of ONNX's own operators.
  var version: Int { versions[""] ?? versions["ai.onnx"] ?? 1 }
}

/// What a file says of an input or an output (`ValueInfoProto`).
struct ONNXValueInfo {
  var name = ""
  /// The type of its elements; 0 where it is no tensor.
  var type: Int64 = 0
  /// Its extents, nil for each that is open; nil where nothing is said.
  var shape: [Int?]?
  /// The names of open extents, for messages.
  var openNames: [Int: String] = [:]

  init(_ message: ProtobufMessage) throws(ONNXError) {
    let file = message.bytes
    try message.forEachField { (field) throws(ONNXError) in
      if field.number == 1 { name = try field.text(file) }
      guard field.number == 2 else { return }
      try field.message(file).forEachField { (kind) throws(ONNXError) in
        guard kind.number == 1 else { return }
        try kind.message(file).forEachField { (part) throws(ONNXError) in
          if part.number == 1 { type = try part.integer() }
          if part.number == 2 {
            shape = []
            try part.message(file).forEachField { (extent) throws(ONNXError) in
              if extent.number == 1 { try append(extent.message(file)) }
            }
          }
        }
      }
    }
  }

  private mutating func append(_ extent: ProtobufMessage) throws(ONNXError) {
    var value: Int?
    try extent.forEachField { (field) throws(ONNXError) in
      if field.number == 1 {
        let number = try field.integer()
        // Some exporters write 0 or −1 for an open extent.
        guard number < 1 << 31 else { throw .damaged("\(name) has an extent of \(number)") }
        value = number > 0 ? Int(number) : nil
      }
      if field.number == 2 { openNames[shape?.count ?? 0] = try field.text(extent.bytes) }
    }
    shape?.append(value)
  }
}
