import ApusGraph

extension ONNXImporter {
  /// ADD, SUB, MUL, DIV, MAX, MIN, SUM, MEAN: of two values, or a value and a constant, or more.
  mutating func arithmetic(_ step: ONNXStep) throws(ONNXError) {
    guard var result = step.inputs.first ?? nil else { throw step.damaged("no inputs") }
    if step.inputs.count == 2, version >= 7, try absorb(step) { return }
    for place in 1..<max(1, step.inputs.count) {
      guard let given = step.inputs[place] else { throw step.damaged("too few inputs") }
      let next = try aligned(step, given, with: result)
      if case .constant(let first) = result, case .constant(let second) = next {
        result = .constant(try folded(step, first, second))
      } else {
        result = .computed(try pair(step, result, next))
      }
    }
    guard case .computed(let flow) = result else { throw step.unsupported("constants alone") }
    guard step.node.kind == "Mean" else { return try finish(step, flow) }
    let share = ONNXArray([1 / Float(step.inputs.count)], shape: [])
    try finish(step, try combined(step, result, .constant(share)) { .multiply(Multiply(constant: $0)) })
  }

  /// An operand with axes of one element behind its own, where a file before version 7 says which axis it begins at.
  private mutating func aligned(
    _ step: ONNXStep, _ operand: ONNXValue, with other: ONNXValue
  ) throws(ONNXError) -> ONNXValue {
    guard version < 7, step.node.attributes["axis"] != nil, case .computed(let flow) = other else {
      return operand
    }
    let rank = flow.shape.count
    let axis = try step.axis("axis", default: 0, rank: rank)
    switch operand {
    case .constant(let array):
      let behind = max(0, rank - axis - array.shape.count)
      return .constant(array.reshaped(array.shape + Array(repeating: 1, count: behind)))
    case .computed(let value):
      let behind = max(0, rank - axis - value.shape.count)
      return .computed(try reshaped(value, value.shape + Array(repeating: 1, count: behind)))
    case .unknown: return operand
    }
  }

  /// What two of several inputs make that are both constant.
  private func folded(_ step: ONNXStep, _ first: ONNXArray, _ second: ONNXArray) throws(ONNXError)
    -> ONNXArray
  {
    var node = step.node
    if node.kind == "Sum" || node.kind == "Mean" { node.kind = "Add" }
    let inputs: [ONNXValue?] = [.constant(first), .constant(second)]
    let folding = ONNXFolding(
      step: ONNXStep(node: node, inputs: inputs, file: step.file), version: version, mostElements: 1 << 20)
    guard let result = try folding.results()?.first else { throw step.unsupported("constants alone") }
    return result
  }

  private mutating func pair(
    _ step: ONNXStep, _ first: ONNXValue, _ second: ONNXValue
  ) throws(ONNXError) -> ONNXFlow {
    switch step.node.kind {
    case "Add", "Sum", "Mean": return try combined(step, first, second) { .add(Add(constant: $0)) }
    case "Sub": return try combined(step, first, second) { .subtract(Subtract(constant: $0)) }
    case "Mul":
      if let gated = try gated(first, second) { return gated }
      if let gated = try gated(second, first) { return gated }
      return try combined(step, first, second) { .multiply(Multiply(constant: $0)) }
    case "Max": return try combined(step, first, second) { .maximum(Maximum(constant: $0)) }
    case "Min": return try combined(step, first, second) { .minimum(Minimum(constant: $0)) }
    case _:
      if isWhole(first), isWhole(second) {
        // Whole numbers are divided without a rest.
        return try truncated(step, try combined(step, first, second) { .divide(Divide(constant: $0)) })
      }
      if case .constant(let divisor) = second {
        let reciprocals = divisor.reals.map { 1 / $0 }
        guard reciprocals.allSatisfy(\.isFinite) else { throw step.unsupported("a divisor of 0") }
        let factor = ONNXValue.constant(ONNXArray(reciprocals, shape: divisor.shape))
        return try combined(step, first, factor) { .multiply(Multiply(constant: $0)) }
      }
      return try combined(step, first, second) { .divide(Divide(constant: $0)) }
    }
  }

  /// Whether the file has whole numbers here.
  func isWhole(_ value: ONNXValue) -> Bool {
    switch value {
    case .constant(let array): !array.type.isReal
    case .computed(let flow): flow.isWhole
    case .unknown: false
    }
  }

  /// MOD: what a division by whole steps leaves, with the sign of the divisor, or of the dividend for `fmod`.
  mutating func remainder(_ step: ONNXStep) throws(ONNXError) {
    guard step.inputs.count == 2, let first = step.inputs[0], let second = step.inputs[1] else {
      throw step.damaged("too few inputs")
    }
    let quotient = try combined(step, first, second) { .divide(Divide(constant: $0)) }
    let isTruncated = try step.node.integer("fmod", default: 0) != 0
    let steps =
      isTruncated
      ? try truncated(step, quotient) : try applied(.function(Function(.floor)), to: quotient, as: "steps")
    let taken = try combined(step, .computed(steps), second) { .multiply(Multiply(constant: $0)) }
    var rest = try combined(step, first, .computed(taken)) { .subtract(Subtract(constant: $0)) }
    rest.isWhole = isWhole(first)
    try finish(step, rest)
  }

  /// A value times a sigmoid of itself as the one operation that it is, which int8 computes in one step; nil for others.
  private mutating func gated(_ value: ONNXValue, _ gate: ONNXValue) throws(ONNXError) -> ONNXFlow? {
    guard !isQuantized, case .computed(let flow) = value, case .computed(let factor) = gate,
      flow.layout == factor.layout, let node = emitter.node(factor.node), node.inputs == [flow.node],
      !isShared(factor.node), node.name == emitter.graph.nodes.last?.name
    else { return nil }
    let operation: Operation
    switch node.operation {
    case .sigmoid: operation = .function(Function(.silu))
    case .function(let function):
      guard case .hardSigmoid(let alpha, let beta) = function.kind, abs(alpha - 1 / 6) < 1e-4, beta == 0.5
      else { return nil }
      operation = .hardSwish(HardSwish())
    case _: return nil
    }
    emitter.removeLast()
    return replacing(flow, try emitter.add(operation, [flow.node]))
  }
}
