import ApusGraph

/// Conditions are the numbers 1 and 0, made of signs, and what they choose of is multiplied with them.
extension ONNXImporter {
  /// GREATER, LESS, EQUAL and their like: the sign of a difference tells.
  mutating func compare(_ step: ONNXStep) throws(ONNXError) {
    guard step.inputs.count == 2, let first = step.inputs[0], let second = step.inputs[1] else {
      throw step.damaged("too few inputs")
    }
    func subtraction(_ constant: ConstantOperand?) -> Operation { .subtract(Subtract(constant: constant)) }
    func isAbove(_ one: ONNXValue, _ other: ONNXValue) throws(ONNXError) -> ONNXFlow {
      let difference = try combined(step, one, other, subtraction)
      let sign = try applied(.function(Function(.sign)), to: difference, as: "sign")
      return try applied(.relu(ReLU()), to: sign, as: "above")
    }
    var result: ONNXFlow
    switch step.node.kind {
    case "Greater": result = try isAbove(first, second)
    case "Less": result = try isAbove(second, first)
    case "GreaterOrEqual": result = try negated(step, try isAbove(second, first))
    case "LessOrEqual": result = try negated(step, try isAbove(first, second))
    case _: result = try negated(step, try truth(try combined(step, first, second, subtraction)))
    }
    result.isWhole = true
    try finish(step, result)
  }

  /// NOT, AND, OR, XOR.
  mutating func combineConditions(_ step: ONNXStep) throws(ONNXError) {
    var result: ONNXFlow
    if step.node.kind == "Not" {
      result = try negated(step, try step.flow(0))
    } else {
      guard step.inputs.count == 2, let first = step.inputs[0], let second = step.inputs[1] else {
        throw step.damaged("too few inputs")
      }
      switch step.node.kind {
      case "And": result = try combined(step, first, second) { .multiply(Multiply(constant: $0)) }
      case "Or": result = try combined(step, first, second) { .maximum(Maximum(constant: $0)) }
      case _:
        result = try combined(step, first, second) { .subtract(Subtract(constant: $0)) }
        result = try applied(.function(Function(.absolute)), to: result, as: "difference")
      }
    }
    result.isWhole = true
    try finish(step, result)
  }

  /// 1 where a value is not 0.
  mutating func truth(_ flow: ONNXFlow) throws(ONNXError) -> ONNXFlow {
    let sign = try applied(.function(Function(.sign)), to: flow, as: "sign")
    var result = try applied(.function(Function(.absolute)), to: sign, as: "truth")
    result.isWhole = true
    return result
  }

  /// 1 in place of 0 and 0 in place of 1.
  private mutating func negated(_ step: ONNXStep, _ flow: ONNXFlow) throws(ONNXError) -> ONNXFlow {
    let one = ONNXValue.constant(ONNXArray([1], shape: []))
    return try combined(step, one, .computed(flow)) { .subtract(Subtract(constant: $0)) }
  }

  /// WHERE: what is chosen times 1, and the other times 0.
  mutating func choose(_ step: ONNXStep) throws(ONNXError) {
    guard step.inputs.count == 3, let condition = step.inputs[0], let yes = step.inputs[1],
      let no = step.inputs[2]
    else { throw step.damaged("too few inputs") }
    guard let name = step.node.outputs.first else { throw step.damaged("no output") }
    set(name, try chosen(step, condition, yes, no))
  }

  /// One value where a condition is true, and another elsewhere.
  mutating func chosen(
    _ step: ONNXStep, _ condition: ONNXValue, _ yes: ONNXValue, _ no: ONNXValue
  ) throws(ONNXError) -> ONNXValue {
    let (mask, rest): (ONNXValue, ONNXValue)
    switch condition {
    case .constant(let array):
      let chosen = ONNXArray(array.reals.map { $0 == 0 ? 0 : 1 }, shape: array.shape)
      mask = .constant(chosen)
      rest = .constant(ONNXArray(chosen.reals.map { 1 - $0 }, shape: array.shape))
    case .computed(let flow):
      mask = condition
      rest = .computed(try negated(step, flow))
    case .unknown: throw step.unsupported("")
    }
    let (one, other) = (try part(step, yes, mask), try part(step, no, rest))
    guard case .constant(let first) = one, case .constant(let second) = other else {
      var sum = try combined(step, one, other) { .add(Add(constant: $0)) }
      sum.isWhole = isWhole(yes) && isWhole(no)
      return .computed(sum)
    }
    // The condition is a constant too, for what a computed one chooses of is computed.
    let node = ONNXNode(sum: step.node)
    let folding = ONNXFolding(
      step: ONNXStep(node: node, inputs: [.constant(first), .constant(second)], file: step.file),
      version: version, mostElements: 1 << 24)
    guard let sum = try folding.results()?.first else { throw step.damaged("operands that do not fit") }
    return .constant(sum)
  }

  /// What is left of a value where a mask is 1, and 0 elsewhere.
  private mutating func part(
    _ step: ONNXStep, _ value: ONNXValue, _ mask: ONNXValue
  ) throws(ONNXError) -> ONNXValue {
    guard case .constant(let array) = value else {
      return .computed(try combined(step, value, mask) { .multiply(Multiply(constant: $0)) })
    }
    let finite = ONNXValue.constant(array.withoutInfinities)
    guard case .constant(let chosen) = mask else {
      return .computed(try combined(step, mask, finite) { .multiply(Multiply(constant: $0)) })
    }
    guard let shape = ONNXArray.broadcastShape([array.shape, chosen.shape]) else {
      throw step.damaged("operands that do not fit")
    }
    guard shape.reduce(1.0, { $0 * Double($1) }) < 0x1p24 else { throw step.unsupported("so many constants") }
    let products = zip(array.withoutInfinities.expanded(to: shape).reals, chosen.expanded(to: shape).reals)
      .map { $1 == 0 ? 0 : $0 }
    return .constant(ONNXArray(products, shape: shape))
  }
}

extension ONNXArray {
  /// The elements, the largest finite numbers in place of infinite ones: a mask that is added before a softmax does the same
  /// with both.
  var withoutInfinities: ONNXArray {
    guard case .reals(let values) = values, values.contains(where: \.isInfinite) else { return self }
    let most = Float.greatestFiniteMagnitude
    return ONNXArray(values.map { $0.isInfinite ? ($0 < 0 ? -most : most) : $0 }, shape: shape)
  }
}

extension ONNXNode {
  /// The sum of two values, in the place of another operator.
  fileprivate init(sum other: ONNXNode) {
    self = other
    kind = "Add"
  }
}
