import ApusGraph

/// Random networks around one kind of operator, on which levels of kernels are compared.
public enum RandomOperator: String, CaseIterable, Sendable {
  case convolution, alignedConvolution, depthwiseConvolution, dense, maxPool, meanPool, addition,
    tableOrSoftmax, groupedConvolution, broadcastPair, extremum, reduction, furtherPair, matrices, gathering,
    normalization, recurrence

  /// So many of them, always the same, each with a seed for its inputs.
  public func forEach(_ count: Int, _ body: (QuantizedGraph, UInt64) throws -> Void) throws {
    var random = RandomSource(seed: seed)
    var made = 0
    while made < count {
      // Nil where a window does not fit.
      guard let float = try graph(&random) else { continue }
      let seed = random.next()
      try body(.random(like: float, seed: seed), seed)
      made += 1
    }
  }

  private var seed: UInt64 {
    switch self {
    case .convolution: 41
    case .dense: 42
    case .maxPool: 43
    case .addition: 44
    case .depthwiseConvolution: 45
    case .meanPool: 46
    case .tableOrSoftmax: 47
    case .alignedConvolution: 48
    case .groupedConvolution: 49
    case .broadcastPair: 50
    case .extremum: 51
    case .reduction: 52
    case .furtherPair: 53
    case .matrices: 54
    case .gathering: 55
    case .normalization: 56
    case .recurrence: 57
    }
  }

  private func graph(_ random: inout RandomSource) throws -> Graph? {
    switch self {
    case .convolution: Self.convolution(&random)
    case .alignedConvolution: Self.alignedConvolution(&random)
    case .depthwiseConvolution: Self.depthwiseConvolution(&random)
    case .dense: try Self.dense(&random)
    case .maxPool: Self.maxPool(&random)
    case .meanPool: try Self.meanPool(&random)
    case .addition: try Self.addition(&random)
    case .tableOrSoftmax: try Self.tableOrSoftmax(&random)
    case .groupedConvolution: Self.groupedConvolution(&random)
    case .broadcastPair: Self.broadcastPair(&random)
    case .extremum: try Self.extremum(&random)
    case .reduction: try Self.reduction(&random)
    case .furtherPair: try Self.furtherPair(&random)
    case .matrices: try Self.matrices(&random)
    case .gathering: try Self.gathering(&random)
    case .normalization: try Self.normalization(&random)
    case .recurrence: try Self.recurrence(&random)
    }
  }

  static func builder(_ shape: Shape) -> GraphBuilder {
    GraphBuilder(name: "random", inputShape: shape, preprocessing: .photograph)
  }

  private static func convolution(_ random: inout RandomSource) -> Graph? {
    let isWide = random.integer(below: 8) == 0
    let (inputs, outputs) =
      isWide ? (random.upTo(80), random.upTo(150)) : (random.upTo(9), random.upTo(40))
    let shape = Shape(
      height: random.upTo(isWide ? 4 : 9), width: random.upTo(isWide ? 9 : 40), channels: inputs)
    let window = Window(
      kernel: Size(height: random.upTo(5), width: random.upTo(5)),
      stride: Size(height: random.upTo(3), width: random.upTo(3)),
      dilation: random.integer(below: 4) == 0
        ? Size(height: random.upTo(3), width: random.upTo(3)) : Size(1),
      padding: .explicit(
        top: random.upTo(5) - 1, bottom: random.upTo(5) - 1, left: random.upTo(5) - 1,
        right: random.upTo(5) - 1))
    var builder = builder(shape)
    builder.add(
      "conv",
      .convolution(Convolution(inputChannels: inputs, outputChannels: outputs, window: window)))
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try? builder.build(seed: 1)
  }

  /// With as many channels as fill vectors, and padding on some sides only: inputs that need no copy, and some that
  /// look so.
  private static func alignedConvolution(_ random: inout RandomSource) -> Graph? {
    let (inputs, outputs) = (8 << random.integer(below: 3), 4 * random.upTo(16))
    let window = Window(
      kernel: Size(height: random.upTo(2), width: random.upTo(2)),
      stride: Size(height: random.upTo(2), width: random.upTo(2)),
      padding: .explicit(
        top: random.upTo(2) - 1, bottom: random.upTo(2) - 1, left: random.upTo(2) - 1,
        right: random.upTo(2) - 1))
    var builder = builder(Shape(height: random.upTo(5), width: random.upTo(13), channels: inputs))
    builder.add(
      "conv",
      .convolution(Convolution(inputChannels: inputs, outputChannels: outputs, window: window)))
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try? builder.build(seed: 1)
  }

  private static func groupedConvolution(_ random: inout RandomSource) -> Graph? {
    let groups = 1 + random.upTo(5)
    let (inputs, outputs) = (groups * random.upTo(8), groups * random.upTo(8))
    let window = Window(
      kernel: Size(height: random.upTo(3), width: random.upTo(3)),
      stride: Size(height: random.upTo(2), width: random.upTo(2)),
      dilation: Size(height: random.upTo(2), width: random.upTo(2)), padding: .same)
    var builder = builder(Shape(height: random.upTo(7), width: random.upTo(9), channels: inputs))
    builder.add(
      "conv",
      .convolution(
        Convolution(inputChannels: inputs, outputChannels: outputs, window: window, groups: groups)))
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try? builder.build(seed: 1)
  }

  /// Layers that go through a sequence, which start from zeros, from states or from states that they keep.
  private static func recurrence(_ random: inout RandomSource) throws -> Graph {
    let (steps, features, units) = (random.upTo(5), random.upTo(20), random.upTo(12))
    let (returnsSequence, reversed) = (random.integer(below: 2) == 0, random.integer(below: 2) == 0)
    var body: any StatefulOperation
    switch random.integer(below: 5) {
    case 0:
      body = LSTM(
        inputFeatures: features, units: units, returnsSequence: returnsSequence, reversed: reversed,
        cellClip: random.integer(below: 2) == 0 ? 2 : nil)
    case 1, 2:
      body = GRU(
        inputFeatures: features, units: units, returnsSequence: returnsSequence, reversed: reversed,
        resetsAfterProduct: random.integer(below: 2) == 0)
    case 3:
      body = SimpleRNN(
        inputFeatures: features, units: units, returnsSequence: returnsSequence, reversed: reversed,
        activation: random.integer(below: 2) == 0 ? .tanh : .relu)
    default:
      body = SVDF(inputFeatures: features, units: units, rank: random.upTo(3), memory: random.upTo(6))
    }
    let isSequence = random.integer(below: 4) > 0
    var graph = Graph(
      name: "random", inputShape: isSequence ? [steps, features] : [features], preprocessing: nil)
    var inputs = [graph.inputName]
    let choice = random.integer(below: 3)
    if choice > 0 {
      body.keepsState = choice == 1
      for (index, shape) in body.stateShapes.enumerated() {
        graph.states.append(NetworkState(name: "state\(index)", shape: shape, update: "state\(index)"))
        inputs.append("state\(index)")
      }
    }
    graph.nodes = [Node(name: "recurrence", operation: body.operation, inputs: inputs)]
    graph.initializeParameters(seed: 1)
    return graph
  }

  /// Maxima and minima of two values or of a value and a constant, which may stand for several elements.
  private static func extremum(_ random: inout RandomSource) throws -> Graph {
    let extents = [random.upTo(4), random.upTo(7), random.upTo(20)]
    var builder = builder(Shape(extents))
    var constant: ConstantOperand?
    if random.integer(below: 3) == 0 {
      let shape = Shape(extents.map { random.integer(below: 2) == 0 ? 1 : $0 })
      constant = ConstantOperand(shape: shape, isFirst: random.integer(below: 2) == 0)
    } else {
      let other = random.integer(below: 3) == 0 ? 1 : extents[2]
      try builder.convolution("other", channels: other, kernel: 1)
    }
    let inputs = constant == nil ? [Graph.inputName, "other"] : [Graph.inputName]
    builder.add(
      "extremum",
      random.integer(below: 2) == 0
        ? .maximum(Maximum(constant: constant)) : .minimum(Minimum(constant: constant)),
      from: random.integer(below: 2) == 0 ? inputs : inputs.reversed())
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try builder.build(seed: 1)
  }

  /// Sums and differences with constants, either of which may stand for several elements along each axis.
  private static func broadcastPair(_ random: inout RandomSource) -> Graph? {
    let extents = [random.upTo(5), random.upTo(5), random.upTo(20)]
    func smaller() -> Shape { Shape(extents.map { random.integer(below: 2) == 0 ? 1 : $0 }) }
    let constant = ConstantOperand(shape: smaller(), isFirst: random.integer(below: 2) == 0)
    var builder = builder(random.integer(below: 2) == 0 ? Shape(extents) : smaller())
    builder.add(
      "pair",
      random.integer(below: 2) == 0 ? .add(Add(constant: constant)) : .subtract(Subtract(constant: constant)))
    return try? builder.build(seed: 1)
  }

  private static func depthwiseConvolution(_ random: inout RandomSource) -> Graph? {
    let channels = random.integer(below: 3) == 0 ? 8 * random.upTo(20) : random.upTo(90)
    let kernel =
      random.integer(below: 2) == 0
      ? Size([3, 5][random.integer(below: 2)]) : Size(height: random.upTo(6), width: random.upTo(7))
    let shape = Shape(height: random.upTo(9), width: random.upTo(14), channels: channels)
    let window = Window(
      kernel: kernel, stride: Size(height: random.upTo(3), width: random.upTo(3)),
      dilation: random.integer(below: 4) == 0
        ? Size(height: random.upTo(3), width: random.upTo(3)) : Size(1),
      padding: random.integer(below: 2) == 0
        ? .same
        : .explicit(
          top: random.upTo(5) - 1, bottom: random.upTo(5) - 1, left: random.upTo(5) - 1,
          right: random.upTo(5) - 1))
    var builder = builder(shape)
    builder.add(
      "depthwise",
      .depthwiseConvolution(
        DepthwiseConvolution(
          channels: channels, multiplier: random.integer(below: 4) == 0 ? random.upTo(4) : 1, window: window))
    )
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try? builder.build(seed: 1)
  }

  private static func dense(_ random: inout RandomSource) throws -> Graph {
    let features = 1 + random.integer(below: random.integer(below: 5) == 0 ? 700 : 60)
    var builder = builder(Shape(height: 1, width: 1, channels: features))
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("dense", features: random.upTo(140))
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try builder.build(seed: 1)
  }

  private static func maxPool(_ random: inout RandomSource) -> Graph? {
    let shape = Shape(height: random.upTo(9), width: random.upTo(12), channels: random.upTo(70))
    let window = Window(
      kernel: Size(height: random.upTo(4), width: random.upTo(4)),
      stride: Size(height: random.upTo(3), width: random.upTo(3)),
      padding: random.integer(below: 4) == 0 ? .same : .valid)
    var builder = builder(shape)
    // A convolution before it, so that the pool may write over what it reads.
    builder.add(
      "conv",
      .convolution(
        Convolution(
          inputChannels: shape.channels, outputChannels: random.upTo(40), window: Window(kernel: Size(1)))))
    builder.add("pool", .maxPool(MaxPool(window: window)))
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try? builder.build(seed: 1)
  }

  private static func meanPool(_ random: inout RandomSource) throws -> Graph? {
    let isGlobal = random.integer(below: 3) == 0
    let channels = random.upTo(70)
    var builder = builder(Shape(height: random.upTo(9), width: random.upTo(12), channels: random.upTo(6)))
    // A convolution before it, so that the pool may write over what it reads.
    builder.add(
      "conv",
      .convolution(
        Convolution(
          inputChannels: try builder.shape().channels, outputChannels: channels,
          window: Window(kernel: Size(1)))))
    let window = Window(
      kernel: Size(height: random.upTo(5), width: random.upTo(5)),
      stride: Size(height: random.upTo(3), width: random.upTo(3)),
      padding: random.integer(below: 2) == 0 ? .same : .valid)
    builder.add(
      "pool", isGlobal ? .globalAveragePool(GlobalAveragePool()) : .averagePool(AveragePool(window: window)))
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try? builder.build(seed: 1)
  }

  private static func addition(_ random: inout RandomSource) throws -> Graph {
    var builder = builder(Shape(height: random.upTo(7), width: random.upTo(9), channels: random.upTo(5)))
    try builder.convolution("a", channels: random.upTo(40), kernel: 1)
    let (first, channels) = (builder.current, try builder.shape().channels)
    builder.current = Graph.inputName
    try builder.convolution("b", channels: channels, kernel: 1)
    builder.add("add", .add(Add()), from: [first, builder.current])
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try builder.build(seed: 1)
  }

  private static func tableOrSoftmax(_ random: inout RandomSource) throws -> Graph {
    var builder = builder(Shape(height: random.upTo(4), width: random.upTo(4), channels: random.upTo(40)))
    switch random.integer(below: 3) {
    case 0: builder.add("leaky", .leakyReLU(LeakyReLU(slope: 0.2)))
    case 1: builder.add("relu6", .relu6(ReLU6()))
    default: builder.add("softmax", .softmax(Softmax()))
    }
    return try builder.build(seed: 1)
  }
}

extension RandomSource {
  /// 1 … bound
  mutating func upTo(_ bound: Int) -> Int { 1 + integer(below: bound) }
}

extension QuantizedGraph {
  /// The same with a first layer whose biases need but 16 bits and a shift, and whose multipliers, 1.5 · 2⁻⁸, a mantissa of
  /// 8 bits: the compact form stores them in fewer bytes.
  /// - Precondition: the first node is a layer with weights, and keeps no scale.
  public func withShortConstants() -> QuantizedGraph {
    var result = self
    result.inputs[0].quantization.scale = 0.5
    result.nodes[0].output.scale = 0.25
    result.nodes[0].weights?.scales.withUnsafeMutableBufferPointer { $0.update(repeating: 0x1.8p-10) }
    result.nodes[0].bias = result.nodes[0].bias?.map { $0 / 16 * 16 << 8 }
    return result
  }

  /// The same with what the random graphs do not have: zero points at the ends of the range, and factors of single
  /// channels that shift to the left, do not shift, or shift by nearly all bits. Not all can be exported.
  public func withUnusualFactors(seed: UInt64) -> QuantizedGraph {
    var (random, result) = (RandomSource(seed: seed), self)
    func isHit(_ random: inout RandomSource) -> Bool { random.integer(below: 3) == 0 }
    let spread = random.integer(below: 25)
    for index in result.nodes.indices {
      guard var weights = result.nodes[index].weights else { continue }
      for channel in weights.scales.indices where isHit(&random) {
        let exponent = random.integer(below: spread + 14) - spread
        weights.scales[channel] *= Float(sign: .plus, exponent: exponent, significand: 1)
      }
      for place in weights.values.indices where random.integer(below: 20) == 0 {
        weights.values[place] = random.integer(below: 2) == 0 ? 127 : -127
      }
      result.nodes[index].weights = weights
    }
    // Nodes that keep their input's quantization must go on to do so.
    if result.nodes.count == 1 {
      if isHit(&random) { result.input.zeroPoint = random.integer(below: 2) == 0 ? -128 : 127 }
      if isHit(&random) { result.nodes[0].output.zeroPoint = random.integer(below: 2) == 0 ? -128 : 127 }
    }
    return result
  }
}
