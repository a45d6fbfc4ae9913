/// What `ONNXWriter` adds in front of QuantizeLinear, by the names of the values that it makes.
enum ONNXRounding {
  /// The end of the name of what is quantized.
  static let result = "/rounding"
  /// The ends of the names of what it is made of.
  static let parts = ["/rounding_integer", "/rounding_sign", "/rounding_part"]

  /// The operators of a file that this kit has written without these, which integers do not need.
  static func removed(from nodes: [ONNXNode]) -> [ONNXNode] {
    var sources: [String: String] = [:]
    var rest: [ONNXNode] = []
    for node in nodes {
      guard node.outputs.count == 1, let output = node.outputs.first, let source = node.inputs.first else {
        rest.append(node)
        continue
      }
      if output.hasSuffix(result) {
        sources[output] = source
      } else if !parts.contains(where: output.hasSuffix) {
        rest.append(node)
      }
    }
    for index in rest.indices {
      rest[index].index = index
      rest[index].inputs = rest[index].inputs.map { sources[$0] ?? $0 }
    }
    return rest
  }
}
