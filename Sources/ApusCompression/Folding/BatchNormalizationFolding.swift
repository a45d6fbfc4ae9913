import ApusGraph

/// A batch normalization at inference: `y = factor · x + shift`, per channel, in double precision.
struct ChannelAffine {
  /// `weight / √(running_var + ε)`
  var factor: [Double]
  /// `bias − running_mean · factor`
  var shift: [Double]

  /// The affine map of a normalization node.
  /// - Throws: `variance` where the root is not that of a positive number.
  init(_ body: BatchNormalization, node: Node, in graph: Graph) throws(CompressionError) {
    func values(_ suffix: String) -> [Float] { graph.parameters["\(node.name).\(suffix)"]!.values }
    let weight = values("weight")
    let bias = values("bias")
    let mean = values("running_mean")
    let variance = values("running_var")
    factor = []
    shift = []
    for channel in 0..<body.channels {
      let square = Double(variance[channel]) + Double(body.epsilon)
      guard square > 0, square.isFinite else { throw .variance(node: node.name, channel: channel) }
      factor.append(Double(weight[channel]) / square.squareRoot())
      shift.append(Double(bias[channel]) - Double(mean[channel]) * factor[channel])
    }
  }
}

extension Graph {
  /// Folds each batch normalization into its producer, or turns it into a depthwise convolution.
  mutating func foldBatchNormalizations() throws(CompressionError) {
    for node in nodes {
      guard case .batchNormalization(let body) = node.operation else { continue }
      let affine = try ChannelAffine(body, node: node, in: self)
      for parameter in body.parameters { parameters[node.parameterName(parameter)] = nil }
      // An earlier folding may have redirected this node's input, so it is looked up again.
      let index = nodes.firstIndex { $0.name == node.name }!
      let producer = nodes[index].inputs[0]
      if consumers(of: producer).count == 1, fold(affine, into: producer) {
        let isOutput = index == nodes.count - 1
        redirectConsumers(of: node.name, to: producer)
        nodes.remove(at: index)
        if isOutput { removeUnusedNodes(output: producer) }
      } else {
        standAlone(affine, at: index)
      }
    }
  }

  /// Scales and shifts a layer's output channels.
  /// - Returns: false where the node has no weights to take the factors in.
  private mutating func fold(_ affine: ChannelAffine, into name: String) -> Bool {
    guard let index = nodes.firstIndex(where: { $0.name == name }) else { return false }
    let channels = affine.factor.count
    let hadBias: Bool
    /// The output channel of a weight at a flat position.
    let channelOf: (Int) -> Int
    switch nodes[index].operation {
    case .convolution(var body):
      hadBias = body.hasBias
      body.hasBias = true
      nodes[index].operation = .convolution(body)
      let stride = body.window.kernel.area * body.inputChannels / body.groups
      channelOf = { $0 / stride }
    case .depthwiseConvolution(var body):
      hadBias = body.hasBias
      body.hasBias = true
      nodes[index].operation = .depthwiseConvolution(body)
      channelOf = { $0 % channels }
    case .dense(var body):
      hadBias = body.hasBias
      body.hasBias = true
      nodes[index].operation = .dense(body)
      let stride = body.inputFeatures
      channelOf = { $0 / stride }
    case .batchNormalization, .maxPool, .averagePool, .globalAveragePool, .relu, .relu6, .leakyReLU, .sigmoid,
      .hardSwish, .add, .subtract, .multiply,
      .concatenate, .pad, .flatten, .reshape, .dropout, .softmax:
      return false
    case .transposedConvolution(var body):
      hadBias = body.hasBias
      body.hasBias = true
      nodes[index].operation = .transposedConvolution(body)
      let stride = body.kernel.area * body.inputChannels
      channelOf = { $0 / stride }
    case .slice, .transpose, .resizeNearest, .resizeBilinear: return false
    }
    var weight = parameters["\(name).weight"]!
    for position in weight.values.indices {
      let product = Double(weight.values[position]) * affine.factor[channelOf(position)]
      weight.values[position] = Float(product)
    }
    parameters["\(name).weight"] = weight
    let bias = hadBias ? parameters["\(name).bias"]!.values : Array(repeating: 0, count: channels)
    let folded = (0..<channels).map { Float(Double(bias[$0]) * affine.factor[$0] + affine.shift[$0]) }
    parameters["\(name).bias"] = Tensor(shape: [channels], values: folded)
    return true
  }

  /// Replaces a normalization by a depthwise 1×1 convolution; a vector is viewed as a 1×1 map for it.
  private mutating func standAlone(_ affine: ChannelAffine, at index: Int) {
    let node = nodes[index]
    let channels = affine.factor.count
    let window = Window(kernel: Size(1))
    let scaling = Operation.depthwiseConvolution(DepthwiseConvolution(channels: channels, window: window))
    let isVector = (try? shapes())?[node.inputs[0]]?.rank == 1
    var owner = node.name
    if isVector {
      let map = Shape(height: 1, width: 1, channels: channels)
      let view = Node(name: "\(owner).map", operation: .reshape(Reshape(shape: map)), inputs: node.inputs)
      let scaled = Node(name: "\(owner).scale", operation: scaling, inputs: [view.name])
      let vector = Node(name: owner, operation: .flatten(Flatten()), inputs: [scaled.name])
      nodes.replaceSubrange(index...index, with: [view, scaled, vector])
      owner = scaled.name
    } else {
      nodes[index].operation = scaling
    }
    parameters["\(owner).weight"] = Tensor(shape: [1, 1, channels], values: affine.factor.map { Float($0) })
    parameters["\(owner).bias"] = Tensor(shape: [channels], values: affine.shift.map { Float($0) })
  }
}
