import ApusGraph

extension ONNXWriter {
  /// Adds the operators that a node is in ONNX.
  mutating func add(_ node: OutgoingNode) {
    let name = node.name
    let input = node.inputs.first.map { tensor($0) } ?? ""
    let rank = node.inputs.first.map { shape(of: $0).rank } ?? 0
    switch node.operation {
    case .convolution(let body): convolution(node, body)
    case .depthwiseConvolution(let body): depthwiseConvolution(node, body)
    case .transposedConvolution(let body): transposedConvolution(node, body)
    case .dense(let body): dense(node, body)
    case .batchNormalization(let body): normalization(node, body)
    case .maxPool(let body): finish(node, add("MaxPool", [input], name, window(node, body.window)))
    case .averagePool(let body):
      let attributes = window(node, body.window) + [.integer("count_include_pad", 0)]
      finish(node, add("AveragePool", [input], name, attributes))
    case .globalAveragePool:
      let means = add("GlobalAveragePool", [input], "\(name)/mean")
      finish(node, add("Flatten", [means], name, [.integer("axis", 1)]))
    case .relu: finish(node, add("Relu", [input], name))
    case .relu6:
      let (low, high) = limits()
      finish(node, add("Clip", [input, low, high], name))
    case .leakyReLU(let body): finish(node, add("LeakyRelu", [input], name, [.float("alpha", body.slope)]))
    case .sigmoid: finish(node, add("Sigmoid", [input], name))
    case .tanh: finish(node, add("Tanh", [input], name))
    case .hardSwish: finish(node, add("HardSwish", [input], name))
    case .softmax: finish(node, add("Softmax", [input], name, [.integer("axis", channelDimension(rank))]))
    case .add(let body): pair(node, "Add", body)
    case .subtract(let body): pair(node, "Sub", body)
    case .multiply(let body): pair(node, "Mul", body)
    case .divide(let body): pair(node, "Div", body)
    case .squaredDifference(let body): pair(node, "Sub", body, isSquared: true)
    case .maximum(let body): pair(node, "Max", body)
    case .minimum(let body): pair(node, "Min", body)
    case .function(let body): function(node, body.kind)
    case .prelu(let body):
      guard let slope = node.constants[.slope] else { return refuse(node, "") }
      let shape = body.shape.grown(to: rank)
      let operand = constant(
        "\(name)/slope", slope, shape: [1] + ONNXLayout.extents(shape), order: ONNXLayout.order(shape))
      finish(node, add("PRelu", [input, operand], name))
    case .reduce(let body): reduction(node, body)
    case .matrixProduct(let body): matrixProduct(node, body)
    case .logSoftmax:
      finish(node, add("LogSoftmax", [input], name, [.integer("axis", channelDimension(rank))]))
    case .l2Normalization:
      finish(
        node,
        add("LpNormalization", [input], name, [.integer("axis", channelDimension(rank)), .integer("p", 2)]))
    case .gather(let body):
      let indices = constant("\(name)/indices", body.indices)
      let axis = ONNXLayout.dimension(of: body.axis, rank: rank)
      finish(node, add("Gather", [input, indices], name, [.integer("axis", axis)]))
    case .concatenate(let body): concatenation(node, body, rank: rank)
    case .pad(let body): pad(node, body)
    case .flatten, .reshape: view(node)
    case .dropout: alias(node.value, to: node.inputs[0])
    case .slice(let body): slice(node, body)
    case .transpose(let body): transposition(node, body)
    case .resizeNearest(let body): resizeNearest(node, body)
    case .resizeBilinear(let body): resize(node, body.resampling, [.text("mode", "linear")])
    case .lstm(let body): recurrence(node, body)
    case .gru(let body): recurrence(node, body)
    case .simpleRNN(let body): recurrence(node, body)
    case .embedding(let body):
      guard let table = node.constants[.weight] else { return refuse(node, "") }
      let indices = add("Cast", [input], "\(name)/indices", [.integer("to", 7)])
      let rows = constant("\(name)/table", table, shape: [body.count, body.features])
      finish(node, add("Gather", [rows, indices], name, [.integer("axis", 0)]))
    case .svdf: refuse(node, "")
    case .argMax:
      let attributes: [ONNXAttribute] = [
        .integer("axis", channelDimension(rank)), .integer("keepdims", rank == 1 ? 1 : 0),
      ]
      // A map of indices has rows and columns, and no channels that would come first.
      finish(node, indices: add("ArgMax", [input], name, attributes))
    }
  }

  /// The dimension that channels are.
  func channelDimension(_ rank: Int) -> Int { ONNXLayout.dimension(of: rank - 1, rank: rank) }

  /// Two values, or a value and a constant; those of lower rank get the dimensions that they lack.
  private mutating func pair(
    _ node: OutgoingNode, _ type: String, _ body: some ElementwisePair, isSquared: Bool = false
  ) {
    let rank = node.shape.rank
    var operands = node.inputs.enumerated().map { position, input in
      let shape = shape(of: input)
      guard shape.rank < rank else { return tensor(input) }
      let extents = constant(
        "\(node.name)/extents_\(position)", [0] + ONNXLayout.extents(shape.grown(to: rank)))
      return add(
        "Reshape", [nhwc(input, "\(node.name)/operand_\(position)"), extents],
        "\(node.name)/grown_\(position)")
    }
    if let description = body.constant, let values = node.constants[.constant] {
      let shape = description.shape.grown(to: rank)
      let operand = constant(
        "\(node.name)/operand", values, shape: [1] + ONNXLayout.extents(shape), order: ONNXLayout.order(shape)
      )
      operands.insert(operand, at: description.isFirst ? 0 : 1)
    }
    guard isSquared else { return finish(node, add(type, operands, node.name)) }
    let difference = add(type, operands, "\(node.name)/difference")
    finish(node, add("Mul", [difference, difference], node.name))
  }

  private mutating func concatenation(_ node: OutgoingNode, _ body: Concatenate, rank: Int) {
    let distance =
      switch body.axis {
      case .channels: 1
      case .columns: 2
      case .rows: 3
      }
    let axis = ONNXLayout.dimension(of: rank - distance, rank: rank)
    finish(node, add("Concat", node.inputs.map { tensor($0) }, node.name, [.integer("axis", axis)]))
  }

  private mutating func pad(_ node: OutgoingNode, _ body: Pad) {
    let border = body.border
    let begins = [0, body.channelsBefore, border.top, border.left]
    let amounts = constant(
      "\(node.name)/pads", begins + [0, body.channelsAfter, border.bottom, border.right])
    finish(node, add("Pad", [tensor(node.inputs[0]), amounts], node.name))
  }

  private mutating func slice(_ node: OutgoingNode, _ body: Slice) {
    let axes = ONNXLayout.axes(rank: body.axes.count).map { body.axes[$0] }
    let numbers = [
      ("starts", axes.map(\.begin)), ("ends", axes.map { $0.begin + ($0.count - 1) * $0.stride + 1 }),
      ("axes", axes.indices.map { $0 + 1 }), ("steps", axes.map(\.stride)),
    ]
    let constants = numbers.map { constant("\(node.name)/\($0.0)", $0.1) }
    finish(node, add("Slice", [tensor(node.inputs[0])] + constants, node.name))
  }

  private mutating func transposition(_ node: OutgoingNode, _ body: Transpose) {
    let rank = body.order.count
    let order = ONNXLayout.axes(rank: rank).map { ONNXLayout.dimension(of: body.order[$0], rank: rank) }
    finish(node, add("Transpose", [tensor(node.inputs[0])], node.name, [.integers("perm", [0] + order)]))
  }

  /// The same elements in another shape: in the order of rows, columns, channels.
  private mutating func view(_ node: OutgoingNode) {
    let input = shape(of: node.inputs[0])
    guard input != node.shape else {
      return finish(node, add("Identity", [tensor(node.inputs[0])], node.name))
    }
    let extents = constant("\(node.name)/shape", [0] + node.shape.dimensions)
    let source = nhwc(node.inputs[0], "\(node.name)/nhwc")
    guard node.shape.rank == 3 else { return finish(node, add("Reshape", [source, extents], node.name)) }
    let map = add("Reshape", [source, extents], "\(node.name)/map")
    finish(node, add("Transpose", [map], node.name, [.integers("perm", [0, 3, 1, 2])]))
  }

  /// A value with its channels last.
  mutating func nhwc(_ value: String, _ name: String) -> String {
    guard shape(of: value).rank == 3 else { return tensor(value) }
    return add("Transpose", [tensor(value)], name, [.integers("perm", [0, 2, 3, 1])])
  }

  private mutating func normalization(_ node: OutgoingNode, _ body: BatchNormalization) {
    let roles: [ParameterSpecification.Role] = [.scale, .bias, .runningMean, .runningVariance]
    let parameters = roles.map { role in
      constant(role.name(of: node.name), node.constants[role] ?? .float([]), shape: [node.shape.channels])
    }
    var input = tensor(node.inputs[0])
    // Its channels are the second dimension.
    let isSequence = node.shape.rank == 2
    if isSequence {
      input = add("Transpose", [input], "\(node.name)/channels", [.integers("perm", [0, 2, 1])])
    }
    let result = add(
      "BatchNormalization", [input] + parameters, isSequence ? "\(node.name)/normalized" : node.name,
      [.float("epsilon", body.epsilon)])
    guard isSequence else { return finish(node, result) }
    finish(node, add("Transpose", [result], node.name, [.integers("perm", [0, 2, 1])]))
  }
}

extension Shape {
  /// The shape with leading extents of 1 up to a rank.
  func grown(to rank: Int) -> Shape {
    Shape(Array(repeating: 1, count: max(0, rank - self.rank)) + dimensions)
  }
}
