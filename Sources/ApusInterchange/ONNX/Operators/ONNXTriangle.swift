import ApusGraph

extension ONNXImporter {
  /// TRILU: the matrices of the last two axes with zeros above or below a diagonal.
  mutating func triangle(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    guard flow.shape.count >= 2 else { throw step.damaged("an input of \(flow.shape.count) axes") }
    let mask = ONNXArray.triangle(
      rows: flow.shape[flow.shape.count - 2], columns: flow.shape[flow.shape.count - 1],
      diagonal: try step.constant(1)?.integers?.first ?? 0,
      isUpper: try step.node.integer("upper", default: 1) != 0)
    guard mask.count <= 1 << 22 else { throw step.unsupported("matrices of \(flow.shape)") }
    try finish(
      step, try combined(step, .computed(flow), .constant(mask)) { .multiply(Multiply(constant: $0)) })
  }
}

extension ONNXArray {
  /// A matrix of ones on one side of a diagonal, with it, and of zeros on the other.
  static func triangle(rows: Int, columns: Int, diagonal: Int, isUpper: Bool) -> ONNXArray {
    var values: [Float] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let distance = column - row
        values.append((isUpper ? distance >= diagonal : distance <= diagonal) ? 1 : 0)
      }
    }
    return ONNXArray(values, shape: [rows, columns])
  }
}
