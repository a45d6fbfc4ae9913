import ApusGraph

// Functions of one number, and reductions.

extension TFLiteWriter {
  /// Adds a function: by its own operator, or in a float network by several.
  mutating func function(_ node: OutgoingNode, _ kind: Function.Kind) {
    typealias Options = TFLiteWrittenOptions
    switch kind {
    case .absolute: finish(node, .absolute, inputs(node), options: Options(Options.absolute))
    case .negative: finish(node, .negative, inputs(node), options: Options(Options.negative))
    case .exponential: finish(node, .exponential, inputs(node), options: Options(Options.exponential))
    case .logarithm: finish(node, .logarithm, inputs(node))
    case .squareRoot: finish(node, .squareRoot, inputs(node))
    case .reciprocalSquareRoot: finish(node, .reciprocalSquareRoot, inputs(node))
    case .square: finish(node, .square, inputs(node), options: Options(Options.square))
    case .elu(alpha: 1): finish(node, .elu, inputs(node))
    case .gelu: finish(node, .gelu, inputs(node), options: Options(Options.gelu))
    case .geluTanh: finish(node, .gelu, inputs(node), options: Options(Options.gelu, [0: .byte(1)]))
    case .floor: finish(node, .floor, inputs(node))
    case .ceiling: finish(node, .ceiling, inputs(node))
    case .round: finish(node, .round, inputs(node))
    case .sign: finish(node, .sign, inputs(node), options: Options(Options.sign))
    case .sine: finish(node, .sine, inputs(node))
    case .cosine: finish(node, .cosine, inputs(node), options: Options(Options.cosine))
    case .reciprocal, .softsign, .silu, .hardSigmoid, .clip, .power:
      guard node.quantization == nil else { return refuse(node, " \(kind) in int8") }
      composed(node, kind)
    case .elu, .selu, .softplus, .erf, .mish, .celu, .thresholdedReLU, .arctangent, .fakeQuantize:
      refuse(node, " \(kind)")
    }
  }

  /// A function in float by operators that there are.
  private mutating func composed(_ node: OutgoingNode, _ kind: Function.Kind) {
    let input = tensor(of: node.inputs[0])
    switch kind {
    case .reciprocal: last(node, .divide, number(node, "one", 1), input, TFLiteWrittenOptions.divide)
    case .power(let exponent):
      last(node, .power, input, number(node, "exponent", exponent), TFLiteWrittenOptions.power)
    case .silu:
      let gate = step(node, "gate", .logistic, [input], nil)
      last(node, .multiply, input, gate, TFLiteOptions.Kind.multiply)
    case .softsign:
      let size = step(node, "size", .absolute, [input], TFLiteWrittenOptions.absolute)
      let larger = step(node, "larger", .add, [size, number(node, "one", 1)], TFLiteOptions.Kind.add)
      last(node, .divide, input, larger, TFLiteWrittenOptions.divide)
    case .hardSigmoid(let alpha, let beta):
      let product = step(
        node, "scaled", .multiply, [input, number(node, "alpha", alpha)], TFLiteOptions.Kind.multiply)
      let sum = step(node, "moved", .add, [product, number(node, "beta", beta)], TFLiteOptions.Kind.add)
      let above = step(node, "above", .maximum, [sum, number(node, "zero", 0)], TFLiteOptions.Kind.extremum)
      last(node, .minimum, above, number(node, "one", 1), TFLiteOptions.Kind.extremum)
    case .clip(let low, let high):
      // No number is beyond the largest.
      let most = Float.greatestFiniteMagnitude
      let above = step(
        node, "above", .maximum, [input, number(node, "low", max(low, -most))], TFLiteOptions.Kind.extremum)
      last(node, .minimum, above, number(node, "high", min(high, most)), TFLiteOptions.Kind.extremum)
    case _: refuse(node, " \(kind)")
    }
  }

  /// An operator before the last one of a node.
  private mutating func step(
    _ node: OutgoingNode, _ name: String, _ code: TFLiteOperatorCode, _ inputs: [Int], _ options: Int?
  ) -> Int {
    let result = tensor("\(node.name).\(name)", node.shape, nil)
    add(
      code, inputs, makes: result, options: options.map { TFLiteWrittenOptions($0) },
      name: "\(node.name).\(name)")
    return result
  }

  private mutating func last(
    _ node: OutgoingNode, _ code: TFLiteOperatorCode, _ first: Int, _ second: Int, _ options: Int
  ) {
    finish(node, code, [first, second], options: TFLiteWrittenOptions(options))
  }

  private mutating func number(_ node: OutgoingNode, _ name: String, _ value: Float) -> Int {
    constant("\(node.name)/\(name)", .float([value]), shape: [1])
  }

  /// A mean, sum, product or extremum along axes.
  mutating func reduction(_ node: OutgoingNode, _ body: Reduce) {
    let code: TFLiteOperatorCode =
      switch body.kind {
      case .mean: .mean
      case .sum: .sum
      case .maximum: .largest
      case .minimum: .smallest
      case .product: .product
      }
    let rank = shape(of: node.inputs[0]).rank
    let axes = constant("\(node.name)/axes", body.axes.map { $0 + 1 })
    // Where all axes go, one stays in a graph.
    let keeps = body.keepsAxes || body.axes.count == rank
    let options = TFLiteWrittenOptions(TFLiteOptions.Kind.reducer, keeps ? [0: .byte(1)] : [:])
    let reduced = Shape(Array(repeating: 1, count: rank))
    guard keeps, reduced.count == node.shape.count, reduced != node.shape else {
      return finish(node, code, inputs(node) + [axes], options: options)
    }
    let kept = tensor("\(node.name).kept", reduced, node.quantization, node.elementType)
    add(code, inputs(node) + [axes], makes: kept, options: options, name: "\(node.name).kept")
    reshape(node, [kept])
  }
}
