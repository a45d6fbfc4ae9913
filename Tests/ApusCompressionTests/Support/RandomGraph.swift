import ApusGraph

/// Small networks drawn at random from everything that compression must see through: residual additions
/// with and without projections, zero-padded shortcuts, concatenations, depthwise and grouped
/// convolutions, pools, normalizations with and without a convolution before them, dropout, hidden dense
/// layers.
enum RandomGraph {
  /// - Parameter seed: from 100 on, operators that move elements to other places are drawn too.
  static func make(seed: UInt64) throws -> Graph {
    let moves = seed >= 100
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
      switch moves ? 11 + source.integer(below: 8) : source.integer(below: 11) {
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
      case 11:  // channels split and joined the other way around
        let first = 1 + source.integer(below: shape.channels - 1)
        let axes = shape.dimensions.map { Slice.Axis(begin: 0, count: $0) }
        var (low, high) = (axes, axes)
        low[2].count = first
        high[2] = Slice.Axis(begin: first, count: shape.channels - first)
        let parts = [(name("low"), low), (name("high"), high)]
        for (part, axes) in parts { builder.add(part, .slice(Slice(axes: axes)), from: [entry]) }
        builder.add(name("swapped"), .concatenate(Concatenate()), from: parts.reversed().map(\.0))
        try block(5)
      case 12:  // some of the channels, at every second row
        try block(6)
        let stride = 1 + source.integer(below: 2)
        let rows =
          shape.height < 4
          ? Slice.Axis(begin: 0, count: shape.height)
          : Slice.Axis(begin: 1, count: shape.height / 2, stride: 2)
        let columns = Slice.Axis(begin: 0, count: shape.width)
        let channels = Slice.Axis(begin: 1, count: 5 / stride, stride: stride)
        builder.add(name("slice"), .slice(Slice(rows: rows, columns: columns, channels: channels)))
      case 13:  // rows and columns exchanged
        builder.add(name("turned"), .transpose(Transpose(order: [1, 0, 2])))
        try block(6)
      case 14:  // channels made rows
        builder.add(name("turned"), .transpose(Transpose(order: [2, 1, 0])))
        try block(6)
      case 15:  // enlarged or reduced
        let size = Size(height: 5 + source.integer(below: 4), width: 5 + source.integer(below: 4))
        builder.add(name("nearest"), .resizeNearest(ResizeNearest(Resampling(size: size))))
        try block(6)
      case 16:  // the same, between pixels
        let size = Size(height: 5 + source.integer(below: 4), width: 5 + source.integer(below: 4))
        builder.add(name("bilinear"), .resizeBilinear(ResizeBilinear(Resampling(size: size))))
        try block(6)
      case 17:  // twice as large, normalized
        guard shape.height < 12 else { break }
        let body = TransposedConvolution(
          inputChannels: shape.channels, outputChannels: 5, kernel: Size(3), stride: Size(2),
          padding: ResolvedPadding(top: 1, bottom: 1, left: 0, right: 1), outputPadding: Size(1),
          hasBias: source.integer(below: 2) == 0)
        builder.add(name("up"), .transposedConvolution(body))
        if source.integer(below: 2) == 0 { try builder.batchNormalization(name("bn")) }
        builder.add(name("act"), rectifier())
      case 18:  // rows or columns joined
        guard shape.height < 12, shape.width < 12 else { break }
        try builder.convolution(name("conv"), channels: shape.channels, kernel: 3)
        let axis: Concatenate.Axis = source.integer(below: 2) == 0 ? .rows : .columns
        builder.add(name("joined"), .concatenate(Concatenate(axis: axis)), from: [entry, builder.current])
        try block(5)
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
