import ApusGraph

/// Small networks drawn at random from everything that compression must see through: residual additions
/// with and without projections, zero-padded shortcuts, concatenations, depthwise and grouped
/// convolutions, pools, normalizations with and without a convolution before them, dropout, hidden dense
/// layers.
enum RandomGraph {
  static func make(seed: UInt64) throws -> Graph {
    var source = RandomSource(seed: seed)
    let side = 6 + source.integer(below: 3)
    let input = Shape(height: side, width: side, channels: 1 + source.integer(below: 3))
    var builder = GraphBuilder(name: "random", inputShape: input, preprocessing: .photograph)
    var serial = 0
    func name(_ kind: String) -> String {
      serial += 1
      return "\(kind)\(serial)"
    }
    func rectifier() -> Operation {
      switch source.integer(below: 5) {
      case 0: .relu6(ReLU6())
      case 1: .leakyReLU(LeakyReLU(slope: 0.1))
      case 2: .hardSwish(HardSwish())
      default: .relu(ReLU())
      }
    }
    func block(_ channels: Int) throws {
      try builder.convolution(
        name("conv"), channels: channels, kernel: 3, hasBias: source.integer(below: 2) == 0)
      if source.integer(below: 3) > 0 { try builder.batchNormalization(name("bn")) }
      if source.integer(below: 4) > 0 { builder.add(name("act"), rectifier()) }
    }
    try block(4 + source.integer(below: 4))
    for _ in 0..<(2 + source.integer(below: 3)) {
      let entry = builder.current
      let shape = try builder.shape()
      switch source.integer(below: 11) {
      case 0:  // identity shortcut
        try block(6)
        try builder.convolution(name("conv"), channels: shape.channels, kernel: 3)
        if source.integer(below: 2) == 0 { try builder.batchNormalization(name("bn")) }
        builder.add(name("add"), .add(Add()), from: [builder.current, entry])
        builder.add(name("act"), rectifier())
      case 1:  // projection
        try block(7)
        let branch = builder.current
        builder.current = entry
        try builder.convolution(name("conv"), channels: 7, kernel: 1)
        builder.add(name("add"), .add(Add()), from: [branch, builder.current])
      case 2:  // zero-padded shortcut
        try block(shape.channels + 3)
        let branch = builder.current
        let border = ResolvedPadding(top: 0, bottom: 0, left: 0, right: 0)
        builder.add(
          name("pad"), .pad(Pad(border: border, channelsBefore: 1, channelsAfter: 2)), from: [entry])
        builder.add(name("add"), .add(Add()), from: [branch, builder.current])
      case 3:  // concatenation
        try block(3)
        builder.add(name("concat"), .concatenate(Concatenate()), from: [entry, builder.current, entry])
      case 4:
        let window = Window(kernel: Size(3), padding: .same)
        let multiplier = 1 + source.integer(below: 2)
        let body = DepthwiseConvolution(channels: shape.channels, multiplier: multiplier, window: window)
        builder.add(name("dw"), .depthwiseConvolution(body))
        if source.integer(below: 2) == 0 { try builder.batchNormalization(name("bn")) }
        builder.add(name("act"), rectifier())
      case 5:
        let window = Window(kernel: Size(2), padding: .same)
        builder.add(
          name("pool"),
          source.integer(below: 2) == 0
            ? .maxPool(MaxPool(window: window)) : .averagePool(AveragePool(window: window)))
        try builder.batchNormalization(name("bn"))
      case 6:
        let window = Window(kernel: Size(3), padding: .same)
        let body = Convolution(
          inputChannels: shape.channels, outputChannels: 2 * shape.channels, window: window,
          groups: shape.channels)
        builder.add(name("grouped"), .convolution(body))
      case 7:  // squeeze and excitation
        builder.add(name("squeeze"), .globalAveragePool(GlobalAveragePool()))
        try builder.dense(name("excite"), features: 3)
        builder.add(name("act"), rectifier())
        try builder.dense(name("excite"), features: shape.channels)
        builder.add(name("gate"), .sigmoid(Sigmoid()))
        builder.add(name("weigh"), .multiply(Multiply()), from: [entry, builder.current])
      case 8:  // a mask of one channel
        try builder.convolution(name("conv"), channels: 1, kernel: 3)
        builder.add(name("mask"), .multiply(Multiply()), from: [builder.current, entry])
        builder.add(name("rest"), .subtract(Subtract()), from: [entry, builder.current])
      case 9:  // constants
        let constant = ConstantOperand(shape: [shape.channels], isFirst: source.integer(below: 2) == 0)
        builder.add(name("times"), .multiply(Multiply(constant: constant)))
        builder.add(name("half"), .multiply(Multiply(constant: ConstantOperand(shape: [1]))))
        builder.add(name("plus"), .add(Add(constant: constant)))
        builder.add(name("from"), .subtract(Subtract(constant: constant)))
      default:
        let border = ResolvedPadding(top: 1, bottom: 0, left: 2, right: 1)
        builder.add(name("pad"), .pad(Pad(border: border)))
        try builder.convolution(name("conv"), channels: 6, kernel: 3, stride: 2, padding: .valid)
      }
    }
    if source.integer(below: 2) == 0 {
      builder.add("head", .globalAveragePool(GlobalAveragePool()))
      if source.integer(below: 2) == 0 { try builder.batchNormalization(name("bn")) }
    } else {
      builder.add("head", .flatten(Flatten()))
    }
    builder.add(name("dropout"), .dropout(Dropout(rate: 0.4)))
    try builder.dense("hidden", features: 9)
    if source.integer(below: 2) == 0 { try builder.batchNormalization(name("bn")) }
    builder.add(name("act"), rectifier())
    try builder.dense("classifier", features: 5)
    if source.integer(below: 3) == 0 { builder.add(name("softmax"), .softmax(Softmax())) }
    var graph = try builder.build(seed: seed)
    randomizeNormalizations(of: &graph, seed: seed)
    return graph
  }

  /// Gives every bias, normalization and running statistic a value of its own.
  static func randomizeNormalizations(of graph: inout Graph, seed: UInt64) {
    var source = RandomSource(seed: seed, stream: 1)
    for (name, specification) in graph.parameterList where specification.role != .weight {
      let isPositive = specification.suffix == "running_var" || specification.role == .scale
      for index in graph.parameters[name]!.values.indices {
        graph.parameters[name]!.values[index] =
          isPositive ? source.uniform(0.5, 1.5) : source.uniform(-0.5, 0.5)
      }
    }
  }

  /// Inputs spread as preprocessed pixels are.
  static func input(for graph: Graph, seed: UInt64) -> [Double] {
    var source = RandomSource(seed: seed, stream: 2)
    return (0..<graph.inputShape.count).map { _ in Double(source.uniform(-2, 2)) }
  }
}
