import ApusGraph

extension ONNXWriter {
  /// A float layer that goes through a sequence from zero states. ONNX has steps before samples, an axis for directions, and
  /// other orders of gates.
  mutating func recurrence(_ node: OutgoingNode, _ body: some RecurrentOperation) {
    let name = node.name
    guard node.quantization == nil else { return refuse(node, " of integers") }
    guard node.inputs.count == 1 else { return refuse(node, " that is given its state") }
    guard case .float(let inputWeight)? = node.constants[.inputWeight],
      case .float(let recurrentWeight)? = node.constants[.recurrentWeight],
      case .float(let bias)? = node.constants[.bias]
    else { return refuse(node, "") }
    var attributes: [ONNXAttribute] = [.integer("hidden_size", body.units)]
    if body.reversed { attributes.append(.text("direction", "reverse")) }
    let (kind, gates): (String, [Int])
    switch body {
    case let body as LSTM:
      guard body.cellClip == nil, body.output == .hidden else {
        return refuse(node, " that is clipped or gives its cell")
      }
      // Input, output, forget and cell gate.
      (kind, gates) = ("LSTM", [0, 3, 1, 2])
    case let body as GRU:
      attributes.append(.integer("linear_before_reset", body.resetsAfterProduct ? 1 : 0))
      // Update, reset and new gate.
      (kind, gates) = ("GRU", [1, 0, 2])
    case let body as SimpleRNN:
      if body.activation == .relu { attributes.append(.texts("activations", ["Relu"])) }
      (kind, gates) = ("RNN", [0])
    case _: return refuse(node, "")
    }
    var recurrentBias = [Float](repeating: 0, count: body.rows)
    if case .float(let values)? = node.constants[.recurrentBias] { recurrentBias = values }
    func ordered(_ values: [Float], width: Int) -> [Float] {
      gates.flatMap { values[$0 * body.units * width..<($0 + 1) * body.units * width] }
    }
    let constants = [
      constant(
        "\(name).inputWeight", floats: ordered(inputWeight, width: body.inputFeatures),
        shape: [1, body.rows, body.inputFeatures]),
      constant(
        "\(name).recurrentWeight", floats: ordered(recurrentWeight, width: body.units),
        shape: [1, body.rows, body.units]),
      constant(
        "\(name).bias", floats: ordered(bias, width: 1) + ordered(recurrentBias, width: 1),
        shape: [1, 2 * body.rows]),
    ]
    let input = tensor(node.inputs[0])
    let isSequence = shape(of: node.inputs[0]).rank == 2
    let steps =
      isSequence
      ? add("Transpose", [input], "\(name)/steps_first", [.integers("perm", [1, 0, 2])])
      : add("Unsqueeze", [input, constant("\(name)/axis_0", [0])], "\(name)/steps_first")
    let directions = add(kind, [steps] + constants, "\(name)/directions", attributes)
    let values = add("Squeeze", [directions, constant("\(name)/axis_1", [1])], "\(name)/values")
    guard node.shape.rank == 1 else {
      return finish(node, add("Transpose", [values], name, [.integers("perm", [1, 0, 2])]))
    }
    let count = body.steps(in: shape(of: node.inputs[0]))
    let last = constant("\(name)/last", [body.reversed ? 0 : count - 1], shape: [])
    finish(node, add("Gather", [values, last], name, [.integer("axis", 0)]))
  }
}
