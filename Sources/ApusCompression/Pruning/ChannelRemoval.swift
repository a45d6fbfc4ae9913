import ApusGraph

extension Graph {
  /// An ordinary smaller graph without the given units of channels: weights, biases, normalizations and
  /// statistics lose the rows and columns that belonged to them.
  ///
  /// - Parameters:
  ///   - units: numbers of units of `dependencies`.
  ///   - dependencies: the analysis of this very graph.
  /// - Throws: `graph` where the result is not valid, because a layer would have lost all of its channels.
  public func removing(
    units: Set<Int>, dependencies: ChannelDependencies
  ) throws(CompressionError) -> Graph {
    /// Positions of the channels of a value that stay.
    func kept(_ value: String) -> [Int] {
      dependencies.units[value]!.enumerated().filter { _, unit in unit.map { !units.contains($0) } ?? true }
        .map(\.offset)
    }
    var result = self
    for index in nodes.indices {
      let node = nodes[index]
      let inputs = kept(node.inputs[0])
      let outputs = kept(node.name)
      var weight = parameters["\(node.name).weight"]
      switch node.operation {
      case .convolution(var body):
        if body.groups == 1 {
          weight?.keep(inputs, axis: 3)
          body.inputChannels = inputs.count
        }
        weight?.keep(outputs, axis: 0)
        body.outputChannels = outputs.count
        result.nodes[index].operation = .convolution(body)
      case .depthwiseConvolution(var body):
        weight?.keep(outputs, axis: 2)
        body.channels = inputs.count
        result.nodes[index].operation = .depthwiseConvolution(body)
      case .dense(var body):
        weight?.keep(inputs, axis: 1)
        weight?.keep(outputs, axis: 0)
        body.inputFeatures = inputs.count
        body.outputFeatures = outputs.count
        result.nodes[index].operation = .dense(body)
      case .batchNormalization(var body):
        weight?.keep(outputs, axis: 0)
        body.channels = outputs.count
        result.nodes[index].operation = .batchNormalization(body)
      case .pad(var body):
        let firstAfter = dependencies.units[node.name]!.count - body.channelsAfter
        body.channelsBefore = outputs.count { $0 < body.channelsBefore }
        body.channelsAfter = outputs.count { $0 >= firstAfter }
        result.nodes[index].operation = .pad(body)
      case .add(var body):
        result.keep(outputs, ofConstantIn: &body, node.name)
        result.nodes[index].operation = .add(body)
      case .subtract(var body):
        result.keep(outputs, ofConstantIn: &body, node.name)
        result.nodes[index].operation = .subtract(body)
      case .multiply(var body):
        result.keep(outputs, ofConstantIn: &body, node.name)
        result.nodes[index].operation = .multiply(body)
      case .maxPool, .averagePool, .globalAveragePool, .relu, .relu6, .leakyReLU, .sigmoid, .hardSwish,
        .concatenate, .flatten, .reshape, .dropout, .softmax:
        continue
      case .slice(var body):
        let last = body.axes.count - 1
        let begin = body.axes[last].begin
        body.axes[last].begin = inputs.count { $0 < begin }
        body.axes[last].count = outputs.count
        result.nodes[index].operation = .slice(body)
      case .transpose, .resizeNearest, .resizeBilinear: continue
      case .transposedConvolution(var body):
        weight?.keep(inputs, axis: 3)
        weight?.keep(outputs, axis: 0)
        body.inputChannels = inputs.count
        body.outputChannels = outputs.count
        result.nodes[index].operation = .transposedConvolution(body)
      }
      if let weight { result.parameters["\(node.name).weight"] = weight }
      for suffix in ["bias", "running_mean", "running_var"] {
        result.parameters["\(node.name).\(suffix)"]?.keep(outputs, axis: 0)
      }
    }
    do { try result.validate() } catch { throw .graph(error) }
    return result
  }

  /// Keeps the given channels of a constant operand that has one number for each.
  private mutating func keep(
    _ channels: [Int], ofConstantIn body: inout some ElementwisePair, _ node: String
  ) {
    guard let shape = body.constant?.shape, shape.channels > 1 else { return }
    parameters["\(node).operand"]?.keep(channels, axis: shape.rank - 1)
    body.constant?.shape.dimensions[shape.rank - 1] = channels.count
  }
}

extension Tensor {
  /// Keeps the given positions along one axis.
  fileprivate mutating func keep(_ positions: [Int], axis: Int) {
    let extent = shape[axis]
    guard positions.count < extent else { return }
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    var result: [Float] = []
    result.reserveCapacity(outer * positions.count * inner)
    for block in 0..<outer {
      for position in positions {
        let start = (block * extent + position) * inner
        result += values[start..<start + inner]
      }
    }
    shape[axis] = positions.count
    values = result
  }
}
