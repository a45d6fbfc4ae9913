import ApusGraph

extension ONNXImporter {
  /// A function of each element by itself.
  mutating func apply(_ step: ONNXStep, _ operation: Operation) throws(ONNXError) {
    try finish(step, try applied(operation, to: try step.flow(0)))
  }

  /// A function of each element by itself.
  mutating func apply(_ step: ONNXStep, _ kind: Function.Kind) throws(ONNXError) {
    try apply(step, .function(Function(kind)))
  }

  /// What a function of each element makes of a value.
  mutating func applied(
    _ operation: Operation, to flow: ONNXFlow, as suffix: String? = nil
  ) throws(ONNXError) -> ONNXFlow {
    var result = flow
    result.node = try emitter.add(operation, [flow.node], as: suffix)
    return result
  }

  /// LEAKY_RELU.
  mutating func leakyReLU(_ step: ONNXStep) throws(ONNXError) {
    let slope = try step.node.float("alpha", default: 0.01)
    if (0...1).contains(slope) { return try apply(step, .leakyReLU(LeakyReLU(slope: slope))) }
    var flow = try step.flow(0)
    flow.node = try emitter.add(.prelu(PReLU(shape: [1])), [flow.node], parameters: [[slope]])
    try finish(step, flow)
  }

  /// PRELU: slopes that are constants.
  mutating func prelu(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    guard let slopes = try step.constant(1) else { throw step.damaged("no slopes") }
    if let slope = slopes.uniform, (0...1).contains(slope) {
      return try finish(step, try applied(.leakyReLU(LeakyReLU(slope: slope)), to: flow))
    }
    guard let number = slopes.uniform else {
      let result = try combined(step, .computed(flow), .constant(slopes)) { constant in
        .prelu(PReLU(shape: constant?.shape ?? [1]))
      }
      return try finish(step, result)
    }
    var result = flow
    result.node = try emitter.add(.prelu(PReLU(shape: [1])), [flow.node], parameters: [[number]])
    try finish(step, result)
  }

  /// CLIP: rectifiers where it is one of these.
  mutating func clip(_ step: ONNXStep) throws(ONNXError) {
    // Files before version 11 write the largest numbers for no bound.
    let most = Float.greatestFiniteMagnitude
    let low = try step.bound(1, "min").map { $0 <= -most ? -.infinity : $0 } ?? -.infinity
    let high = try step.bound(2, "max").map { $0 >= most ? .infinity : $0 } ?? .infinity
    guard low <= high, low < .infinity, high > -.infinity else {
      throw step.unsupported("bounds of \(low) and \(high)")
    }
    if low == 0, high == .infinity { return try apply(step, .relu(ReLU())) }
    if low == 0, high == 6 { return try apply(step, .relu6(ReLU6())) }
    if low == -.infinity, high == .infinity { return pass(step) }
    try apply(step, .clip(low: low, high: high))
  }

  /// POW with one constant exponent.
  mutating func power(_ step: ONNXStep) throws(ONNXError) {
    guard let exponent = try step.constant(1)?.uniform else { throw step.unsupported("several exponents") }
    switch exponent {
    case 0.5: try apply(step, .squareRoot)
    case 1: try finish(step, try step.flow(0))
    case 2: try apply(step, .square)
    case -0.5: try apply(step, .reciprocalSquareRoot)
    case -1: try apply(step, .reciprocal)
    case _: try apply(step, .power(exponent: exponent))
    }
  }

  /// SELU, with the numbers of its paper or others.
  mutating func selu(_ step: ONNXStep) throws(ONNXError) {
    let alpha = try step.node.float("alpha", default: 1.67326319217681884765625)
    let gamma = try step.node.float("gamma", default: 1.05070102214813232421875)
    if abs(alpha - 1.6732632) < 1e-5, abs(gamma - 1.050701) < 1e-5 { return try apply(step, .selu) }
    let elu = try applied(.function(Function(.elu(alpha: alpha))), to: try step.flow(0), as: "elu")
    let factor = ONNXArray([gamma], shape: [])
    try finish(
      step, try combined(step, .computed(elu), .constant(factor)) { .multiply(Multiply(constant: $0)) })
  }

  /// GELU, exact or by a hyperbolic tangent.
  mutating func gelu(_ step: ONNXStep) throws(ONNXError) {
    let kind = step.node.text("approximate", default: "none", step.file)
    try apply(step, kind == "tanh" || step.node.kind == "FastGelu" ? .geluTanh : .gelu)
  }
}
