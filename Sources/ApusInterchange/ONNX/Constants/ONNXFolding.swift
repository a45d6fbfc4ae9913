#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Computes operators of constants: what exporters leave of computing shapes, and weights that are scaled, turned or
/// dequantized before they are used.
struct ONNXFolding {
  let step: ONNXStep
  /// The version of ONNX's own operators.
  let version: Int
  /// How many elements the results may have.
  let mostElements: Int

  /// What the operator makes of constants; nil for an operator that is not computed here.
  func results() throws(ONNXError) -> [ONNXArray]? {
    if let shaped = try rearranged() { return shaped }
    switch step.node.kind {
    case "Add", "Sub", "Mul", "Div", "Mod", "Pow", "Equal", "Less", "Greater", "LessOrEqual",
      "GreaterOrEqual",
      "And", "Or", "Xor":
      return [try pair(try input(0), try input(1), step.node.kind)]
    case "Min", "Max":
      var result = try input(0)
      for place in 1..<max(1, step.inputs.count) {
        result = try pair(result, try input(place), step.node.kind)
      }
      return [result]
    case "Sum":
      var result = try input(0)
      for place in 1..<max(1, step.inputs.count) {
        result = try pair(result, try input(place), "Add")
      }
      return [result]
    case "Neg", "Abs", "Sign", "Not", "Sqrt", "Exp", "Log", "Floor", "Ceil", "Round", "Reciprocal",
      "Relu",
      "Sin", "Cos", "Tanh", "Sigmoid", "Erf":
      return [try function(try input(0), step.node.kind)]
    case "Clip": return [try clip()]
    case "MatMul": return [try product()]
    case "Where": return [try selected()]
    case "Cast": return [try cast(try input(0), try step.node.integer("to", default: 1))]
    case "CastLike": return [try cast(try input(0), try input(1).type.rawValue)]
    case "Range": return [try range()]
    case "ConstantOfShape": return [try filled()]
    case "NonZero": return [nonZero(try input(0))]
    case "Trilu", "EyeLike": return [try triangle()]
    case "ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceMean": return [try reduced()]
    case "QuantizeLinear": return [try quantized()]
    case "DequantizeLinear": return [try dequantized()]
    case _: return nil
    }
  }

  /// An input that must be there.
  func input(_ place: Int) throws(ONNXError) -> ONNXArray {
    guard let array = try step.constant(place) else { throw step.damaged("too few inputs") }
    return array
  }

  /// Throws where a result would have too many elements.
  func check(_ shape: [Int]) throws(ONNXError) {
    let count = shape.reduce(1.0) { $0 * Double($1) }
    guard shape.allSatisfy({ $0 >= 0 }), count <= Double(mostElements) else { throw tooMany(count) }
  }

  /// An error of a result with so many elements.
  func tooMany(_ count: Double) -> ONNXError {
    let number = Int(exactly: count).map { "\($0)" } ?? "\(count)"
    return .tooMuch("\(number) elements for what \(step.node.site) makes, more than its file justifies")
  }

  // MARK: Element by element

  func pair(_ first: ONNXArray, _ second: ONNXArray, _ kind: String) throws(ONNXError) -> ONNXArray {
    guard let shape = ONNXArray.broadcastShape([first.shape, second.shape]) else {
      throw step.damaged("operands of the shapes \(first.shape) and \(second.shape)")
    }
    try check(shape)
    let (one, other) = (first.expanded(to: shape), second.expanded(to: shape))
    let compares = [
      "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "And", "Or", "Xor",
    ]
    let type: ONNXElementType = compares.contains(kind) ? .bool : first.type
    if case .integers(let left) = one.values, case .integers(let right) = other.values {
      let values = try zip(left, right).map { (pair) throws(ONNXError) in
        try integer(pair.0, pair.1, kind)
      }
      return ONNXArray(values, shape: shape, type: type)
    }
    let values = zip(one.reals, other.reals).map { Self.real($0, $1, kind) }
    guard type == .bool else { return ONNXArray(values, shape: shape) }
    return ONNXArray(values.map { Int64($0) }, shape: shape, type: .bool)
  }

  private func integer(_ a: Int64, _ b: Int64, _ kind: String) throws(ONNXError) -> Int64 {
    switch kind {
    case "Add": return a &+ b
    case "Sub": return a &- b
    case "Mul": return a &* b
    case "Div", "Mod":
      guard b != 0 else { throw step.damaged("a division by 0") }
      let (quotient, overflows) = a.dividedReportingOverflow(by: b)
      guard !overflows else { return kind == "Div" ? a : 0 }
      if kind == "Div" { return quotient }
      let rest = a % b
      return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
    case "Pow": return Int64(exactly: pow(Double(a), Double(b)).rounded()) ?? 0
    case "Min": return min(a, b)
    case "Max": return max(a, b)
    case "Equal": return a == b ? 1 : 0
    case "Less": return a < b ? 1 : 0
    case "Greater": return a > b ? 1 : 0
    case "LessOrEqual": return a <= b ? 1 : 0
    case "GreaterOrEqual": return a >= b ? 1 : 0
    case "And": return a != 0 && b != 0 ? 1 : 0
    case "Or": return a != 0 || b != 0 ? 1 : 0
    case _: return (a != 0) != (b != 0) ? 1 : 0
    }
  }

  private static func real(_ a: Float, _ b: Float, _ kind: String) -> Float {
    switch kind {
    case "Add": a + b
    case "Sub": a - b
    case "Mul": a * b
    case "Div": a / b
    case "Mod": a.truncatingRemainder(dividingBy: b)
    case "Pow": Float(pow(Double(a), Double(b)))
    case "Min": min(a, b)
    case "Max": max(a, b)
    case "Equal": a == b ? 1 : 0
    case "Less": a < b ? 1 : 0
    case "Greater": a > b ? 1 : 0
    case "LessOrEqual": a <= b ? 1 : 0
    case "GreaterOrEqual": a >= b ? 1 : 0
    case "And": a != 0 && b != 0 ? 1 : 0
    case "Or": a != 0 || b != 0 ? 1 : 0
    case _: (a != 0) != (b != 0) ? 1 : 0
    }
  }

  private func function(_ array: ONNXArray, _ kind: String) throws(ONNXError) -> ONNXArray {
    if case .integers(let values) = array.values,
      ["Neg", "Abs", "Sign", "Not", "Relu"].contains(kind)
    {
      let results = values.map { (value: Int64) -> Int64 in
        return switch kind {
        case "Neg": 0 &- value
        case "Abs": value < 0 ? 0 &- value : value
        case "Sign": value.signum()
        case "Relu": max(value, 0)
        case _: value == 0 ? 1 : 0
        }
      }
      return ONNXArray(results, shape: array.shape, type: array.type)
    }
    let results = array.reals.map { (value: Float) -> Float in
      let double = Double(value)
      switch kind {
      case "Neg": return -value
      case "Abs": return abs(value)
      case "Sign": return value == 0 ? 0 : (value < 0 ? -1 : 1)
      case "Sqrt": return value.squareRoot()
      case "Exp": return Float(exp(double))
      case "Log": return Float(log(double))
      case "Floor": return value.rounded(.down)
      case "Ceil": return value.rounded(.up)
      case "Round": return value.rounded(.toNearestOrEven)
      case "Reciprocal": return 1 / value
      case "Relu": return max(value, 0)
      case "Sin": return Float(sin(double))
      case "Cos": return Float(cos(double))
      case "Tanh": return Float(tanh(double))
      case "Sigmoid": return Float(1 / (1 + exp(-double)))
      case "Erf": return Float(erf(double))
      case _: return value == 0 ? 1 : 0
      }
    }
    return ONNXArray(results, shape: array.shape)
  }
}
