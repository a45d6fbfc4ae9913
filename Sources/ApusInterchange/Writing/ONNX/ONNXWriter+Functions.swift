import ApusGraph

// Functions of one number, reductions and products of matrices.

extension ONNXWriter {
  mutating func function(_ node: OutgoingNode, _ kind: Function.Kind) {
    let (input, name) = (tensor(node.inputs[0]), node.name)
    switch kind {
    case .absolute: finish(node, add("Abs", [input], name))
    case .negative: finish(node, add("Neg", [input], name))
    case .exponential: finish(node, add("Exp", [input], name))
    case .logarithm: finish(node, add("Log", [input], name))
    case .squareRoot: finish(node, add("Sqrt", [input], name))
    case .reciprocalSquareRoot:
      finish(node, add("Reciprocal", [add("Sqrt", [input], "\(name)/root")], name))
    case .square: finish(node, add("Mul", [input, input], name))
    case .reciprocal: finish(node, add("Reciprocal", [input], name))
    case .elu(let alpha): finish(node, add("Elu", [input], name, [.float("alpha", alpha)]))
    case .selu: finish(node, add("Selu", [input], name))
    case .softplus: finish(node, add("Softplus", [input], name))
    case .softsign: finish(node, add("Softsign", [input], name))
    case .erf: finish(node, add("Erf", [input], name))
    case .gelu:
      finish(node, add("Gelu", [input], name))
    case .geluTanh:
      finish(node, add("Gelu", [input], name, [.text("approximate", "tanh")]))
    case .silu: finish(node, add("Mul", [input, add("Sigmoid", [input], "\(name)/gate")], name))
    case .mish:
      finish(node, add("Mish", [input], name))
    case .hardSigmoid(let alpha, let beta):
      finish(node, add("HardSigmoid", [input], name, [.float("alpha", alpha), .float("beta", beta)]))
    case .clip(let low, let high):
      let ends = [(low, "low"), (high, "high")].map { value, end in
        value.isFinite ? constant("\(name)/\(end)", floats: [value], shape: []) : ""
      }
      finish(node, add("Clip", [input] + (ends[1].isEmpty ? ends.filter { !$0.isEmpty } : ends), name))
    case .power(let exponent):
      finish(node, add("Pow", [input, constant("\(name)/exponent", floats: [exponent], shape: [])], name))
    case .floor: finish(node, add("Floor", [input], name))
    case .ceiling: finish(node, add("Ceil", [input], name))
    case .round: finish(node, add("Round", [input], name))
    case .sign: finish(node, add("Sign", [input], name))
    case .sine: finish(node, add("Sin", [input], name))
    case .cosine: finish(node, add("Cos", [input], name))
    case .arctangent: finish(node, add("Atan", [input], name))
    case .celu(let alpha): finish(node, add("Celu", [input], name, [.float("alpha", alpha)]))
    case .thresholdedReLU(let alpha):
      finish(node, add("ThresholdedRelu", [input], name, [.float("alpha", alpha)]))
    case .fakeQuantize(let scale, let low, let high):
      let factor = constant("\(name)/scale", floats: [scale], shape: [])
      let ends = [(low, "low"), (high, "high")].map { constant("\(name)/\($1)", floats: [$0], shape: []) }
      let steps = add("Round", [add("Div", [input, factor], "\(name)/steps")], "\(name)/rounded")
      finish(node, add("Mul", [add("Clip", [steps] + ends, "\(name)/clipped"), factor], name))
    }
  }

  mutating func reduction(_ node: OutgoingNode, _ body: Reduce) {
    let type =
      switch body.kind {
      case .mean: "ReduceMean"
      case .sum: "ReduceSum"
      case .maximum: "ReduceMax"
      case .minimum: "ReduceMin"
      case .product: "ReduceProd"
      }
    let rank = shape(of: node.inputs[0]).rank
    let axes = body.axes.map { ONNXLayout.dimension(of: $0, rank: rank) }.sorted()
    let keeps = body.keepsAxes || body.axes.count == rank
    var attributes: [ONNXAttribute] = [.integer("keepdims", keeps ? 1 : 0)]
    var inputs = [tensor(node.inputs[0])]
    // Axes are an input: of sums in all operator sets that are written, of others from 18 on.
    if body.kind == .sum || operatorSet >= 18 {
      inputs.append(constant("\(node.name)/axes", axes))
    } else {
      attributes.append(.integers("axes", axes))
    }
    if !body.keepsAxes, body.axes.count == rank, rank > 1 {
      let kept = add(type, inputs, "\(node.name)/kept", attributes)
      return finish(
        node, add("Reshape", [kept, constant("\(node.name)/shape", [0] + node.shape.dimensions)], node.name))
    }
    // Channels come before what is left of rows and columns, and behind it in a sequence.
    guard rank == 3, !keeps, body.axes.count == 1, body.axes[0] != 2 else {
      return finish(node, add(type, inputs, node.name, attributes))
    }
    let reduced = add(type, inputs, "\(node.name)/reduced", attributes)
    finish(node, add("Transpose", [reduced], node.name, [.integers("perm", [0, 2, 1])]))
  }

  mutating func matrixProduct(_ node: OutgoingNode, _ body: MatrixProduct) {
    func operand(_ position: Int, transposes: Bool, _ writer: inout ONNXWriter) -> String {
      let value = node.inputs[position]
      var result = writer.nhwc(value, "\(node.name)/matrices_\(position)")
      let rank = writer.shape(of: value).rank
      if transposes {
        let order = rank == 3 ? [0, 1, 3, 2] : [0, 2, 1]
        result = writer.add(
          "Transpose", [result], "\(node.name)/transposed_\(position)", [.integers("perm", order)])
      }
      guard rank < node.shape.rank else { return result }
      let axis = writer.constant("\(node.name)/axis_\(position)", [1])
      return writer.add("Unsqueeze", [result, axis], "\(node.name)/grown_\(position)")
    }
    let first = operand(0, transposes: body.transposesFirst, &self)
    let second = operand(1, transposes: body.transposesSecond, &self)
    finishMatrices(node, [first, second])
  }

  /// A dense layer at each position of a sequence or feature map.
  mutating func denseOfMatrices(_ node: OutgoingNode, _ body: Dense) {
    guard let weights = node.constants[.weight] else { return refuse(node, "") }
    let (rows, columns) = (body.inputFeatures, body.outputFeatures)
    let order = (0..<rows).flatMap { row in (0..<columns).map { $0 * rows + row } }
    let matrix = constant("\(node.name).weight", weights, shape: [rows, columns], order: order, axis: 1)
    let input = nhwc(node.inputs[0], "\(node.name)/positions")
    guard let bias = node.constants[.bias] else { return finishMatrices(node, [input, matrix]) }
    let product = add("MatMul", [input, matrix], "\(node.name)/product")
    let operand = constant("\(node.name).bias", bias, shape: [columns])
    finish(node, nchw(add("Add", [product, operand], "\(node.name)/sum"), node))
  }

  private mutating func finishMatrices(_ node: OutgoingNode, _ operands: [String]) {
    finish(node, nchw(add("MatMul", operands, "\(node.name)/product"), node))
  }

  /// What has the channels last, as a node's value has them.
  private mutating func nchw(_ tensor: String, _ node: OutgoingNode) -> String {
    guard node.shape.rank == 3 else { return tensor }
    return add("Transpose", [tensor], node.name, [.integers("perm", [0, 3, 1, 2])])
  }
}
