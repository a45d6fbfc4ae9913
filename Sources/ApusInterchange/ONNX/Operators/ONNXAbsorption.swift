import ApusGraph

extension ONNXImporter {
  /// Takes a constant for each output channel, added or multiplied, into the weights and bias of the convolution or dense
  /// layer whose value it changes.
  /// - Returns: whether it did.
  mutating func absorb(_ step: ONNXStep) throws(ONNXError) -> Bool {
    let kind = step.node.kind
    let (flow, array): (ONNXFlow, ONNXArray)
    switch (step.inputs[0], step.inputs[1]) {
    case (.computed(let value), .constant(let constant)): (flow, array) = (value, constant)
    case (.constant(let constant), .computed(let value)) where kind == "Add" || kind == "Mul":
      (flow, array) = (value, constant)
    case _: return false
    }
    let name = emitter.source(of: flow.node)
    guard !isShared(name), emitter.quantizations[name] == nil, let node = emitter.node(name),
      var body = node.operation.weighted,
      let values = channelValues(array, of: flow, count: body.outputChannels)
    else { return false }
    let old = emitter.graph.parameters[node.parameterName(.bias)]?.values
    var parameters: [ParameterSpecification.Role: Tensor] = [:]
    var bias = old ?? Array(repeating: 0, count: values.count)
    switch kind {
    case "Add": for channel in values.indices { bias[channel] += values[channel] }
    case "Sub": for channel in values.indices { bias[channel] -= values[channel] }
    case "Mul", "Div":
      guard emitter.weightScales[name] == nil else { return false }
      let factors = kind == "Mul" ? values : values.map { 1 / $0 }
      for channel in values.indices { bias[channel] *= factors[channel] }
      var weight = emitter.graph.parameters[node.parameterName(.weight)]!
      let taps = weight.values.count / values.count
      for place in weight.values.indices {
        weight.values[place] *= factors[body.isChannelLast ? place % values.count : place / taps]
      }
      guard weight.values.allSatisfy(\.isFinite) else { return false }
      parameters[.weight] = weight
    case _: return false
    }
    guard bias.allSatisfy(\.isFinite) else { return false }
    if old != nil || kind == "Add" || kind == "Sub" {
      parameters[.bias] = Tensor(shape: [values.count], values: bias)
      body.hasBias = true
    }
    emitter.replace(name, with: body.operation, parameters: parameters)
    try finish(step, flow)
    return true
  }

  /// A constant as one number for each output channel of the value that it is combined with; nil where it is none.
  private func channelValues(_ array: ONNXArray, of flow: ONNXFlow, count: Int) -> [Float]? {
    guard ONNXArray.broadcastShape([flow.shape, array.shape]) == flow.shape,
      !flow.layout.axes.contains(where: { $0.count > 1 })
    else { return nil }
    if let number = array.uniform { return Array(repeating: number, count: count) }
    let order = Self.memoryOrder(of: flow.layout)
    var channelAxes: [Int] = []
    var product = 1
    for axis in order.reversed() where product < count {
      channelAxes.insert(axis, at: 0)
      product *= flow.shape[axis]
    }
    let padded = array.reshaped(
      Array(repeating: 1, count: flow.shape.count - array.shape.count) + array.shape)
    let others = order.filter { !channelAxes.contains($0) }
    guard product == count, others.allSatisfy({ padded.shape[$0] == 1 }) else { return nil }
    let channels = padded.transposed(others + channelAxes)
    return channels.expanded(
      to: Array(repeating: 1, count: others.count) + channelAxes.map { flow.shape[$0] }
    ).reals
  }
}
