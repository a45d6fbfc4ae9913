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
    func values(_ role: ParameterSpecification.Role) -> [Float] {
      graph.parameters[node.parameterName(role)]!.values
    }
    let weight = values(.scale)
    let bias = values(.bias)
    let mean = values(.runningMean)
    let variance = values(.runningVariance)
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
      if isTakenOnce(producer), fold(affine, into: producer) {
        redirectConsumers(of: node.name, to: producer)
        nodes.remove(at: index)
      } else {
        standAlone(affine, at: index)
      }
    }
  }

  /// Whether one node takes a value, and nothing outside of the nodes sees it.
  func isTakenOnce(_ name: String) -> Bool {
    consumers(of: name).count == 1 && !exposedValues.contains(name)
  }

  /// Scales and shifts a layer's output channels.
  /// - Returns: false where the node has no weights to take the factors in.
  private mutating func fold(_ affine: ChannelAffine, into name: String) -> Bool {
    guard let index = nodes.firstIndex(where: { $0.name == name }),
      var body = nodes[index].operation.weighted
    else { return false }
    let specification = body.parameters[0]
    let (weightName, biasName) = (nodes[index].parameterName(.weight), nodes[index].parameterName(.bias))
    var weight = parameters[weightName]!
    for position in weight.values.indices {
      let factor = affine.factor[specification.outputChannel(at: position)]
      weight.values[position] = Float(Double(weight.values[position]) * factor)
    }
    parameters[weightName] = weight
    let channels = affine.factor.count
    let bias = body.hasBias ? parameters[biasName]!.values : Array(repeating: 0, count: channels)
    let folded = (0..<channels).map { Float(Double(bias[$0]) * affine.factor[$0] + affine.shift[$0]) }
    parameters[biasName] = Tensor(shape: [channels], values: folded)
    body.hasBias = true
    nodes[index].operation = body.operation
    return true
  }

  /// Replaces a normalization by a depthwise 1×1 convolution; a vector is viewed as a 1×1 map for it.
  private mutating func standAlone(_ affine: ChannelAffine, at index: Int) {
    let node = nodes[index]
    let channels = affine.factor.count
    let window = Window(kernel: Size(1))
    let scaling = Operation.depthwiseConvolution(DepthwiseConvolution(channels: channels, window: window))
    let isVector = (try? shapes())?[node.inputs[0]]?.rank == 1
    var owner = node
    if isVector {
      let map = Shape(height: 1, width: 1, channels: channels)
      let view = Node(name: "\(node.name).map", operation: .reshape(Reshape(shape: map)), inputs: node.inputs)
      let scaled = Node(name: "\(node.name).scale", operation: scaling, inputs: [view.name])
      let vector = Node(name: node.name, operation: .flatten(Flatten()), inputs: [scaled.name])
      nodes.replaceSubrange(index...index, with: [view, scaled, vector])
      owner = scaled
    } else {
      nodes[index].operation = scaling
    }
    parameters[owner.parameterName(.weight)] = Tensor(
      shape: [1, 1, channels], values: affine.factor.map { Float($0) })
    parameters[owner.parameterName(.bias)] = Tensor(shape: [channels], values: affine.shift.map { Float($0) })
  }
}
