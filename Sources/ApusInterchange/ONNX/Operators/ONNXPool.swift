import ApusGraph

extension ONNXImporter {
  /// MAX_POOL, without the places of the maxima.
  mutating func maxPool(_ step: ONNXStep) throws(ONNXError) {
    if try poolSamples(step) { return }
    let (flow, input, window) = try pool(step)
    let node = try emitter.add(.maxPool(MaxPool(window: window)), [input])
    try finish(step, featureMapFlow(node, rank: flow.shape.count, like: flow))
  }

  /// AVERAGE_POOL. Where it counts padding, the padding is real zeros.
  mutating func averagePool(_ step: ONNXStep) throws(ONNXError) {
    if try poolSamples(step) { return }
    var (flow, input, window) = try pool(step)
    let countsPadding = try step.node.integer("count_include_pad", default: 0) != 0
    if countsPadding, case .explicit = window.padding {
      var plain = window
      plain.padding = .valid
      let roundsUp = try step.node.integer("ceil_mode", default: 0) != 0
      let shape = emitter.shapes[input]!
      let all = window.resolvedPadding(height: shape.height, width: shape.width)
      let isFlat = flow.shape.count == 3
      let counted = try self.window(
        step, kernel: window.kernel, input: shape, isFlat: isFlat
      ).resolvedPadding(height: shape.height, width: shape.width)
      if counted != ResolvedPadding(top: 0, bottom: 0, left: 0, right: 0) {
        input = try emitter.add(.pad(Pad(border: counted)), [input], as: "pad")
      }
      if roundsUp, all != counted {
        plain.padding = .explicit(
          top: 0, bottom: all.bottom - counted.bottom, left: 0, right: all.right - counted.right)
      }
      window = plain
    }
    let node = try emitter.add(.averagePool(AveragePool(window: window)), [input])
    try finish(step, featureMapFlow(node, rank: flow.shape.count, like: flow))
  }

  /// A pool of several samples, or of a volume.
  /// - Returns: whether it is one.
  private mutating func poolSamples(_ step: ONNXStep) throws(ONNXError) -> Bool {
    let flow = try step.flow(0)
    if flow.shape.count == 5 {
      try slideOverVolume(step, flow)
      return true
    }
    guard Self.hasSamples(flow) else { return false }
    guard let kernel = try step.node.integers("kernel_shape"), kernel.count == flow.shape.count - 2,
      kernel.allSatisfy({ (1...1 << 16).contains($0) })
    else { throw step.damaged("no sound kernel_shape") }
    let window = try sampleWindow(
      step, flow, kernel: Size(height: kernel.count == 1 ? 1 : kernel[0], width: kernel.last!),
      roundsUp: try step.node.integer("ceil_mode", default: 0) != 0)
    let isMaximum = step.node.kind == "MaxPool"
    if !isMaximum, case .explicit = window.padding {
      throw step.unsupported("a padded mean of several samples")
    }
    let result = try slid(step, flow, window, .lowest) { (emitter, input, window) throws(ONNXError) in
      try emitter.add(
        isMaximum ? .maxPool(MaxPool(window: window)) : .averagePool(AveragePool(window: window)), [input])
    }
    try finish(step, result)
    return true
  }

  private mutating func pool(_ step: ONNXStep) throws(ONNXError) -> (ONNXFlow, String, Window) {
    let flow = try step.flow(0)
    let isFlat = flow.shape.count == 3
    let input = try featureMap(step, flow)
    guard let kernel = try step.node.integers("kernel_shape"), kernel.count == (isFlat ? 1 : 2),
      kernel.allSatisfy({ (1...1 << 16).contains($0) })
    else { throw step.damaged("no sound kernel_shape") }
    let window = try window(
      step, kernel: Size(height: isFlat ? 1 : kernel[0], width: kernel.last!), input: emitter.shapes[input]!,
      isFlat: isFlat, roundsUp: try step.node.integer("ceil_mode", default: 0) != 0)
    return (flow, input, window)
  }

  /// GLOBAL_AVERAGE_POOL.
  mutating func globalAveragePool(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    if try reducedSamples(step, flow, .mean) { return }
    let input = try featureMap(step, flow)
    let node = try emitter.add(.globalAveragePool(GlobalAveragePool()), [input])
    var result = flow
    result.node = node
    result.layout = ElementLayout([1, flow.shape[1]] + Array(repeating: 1, count: flow.shape.count - 2))
    try finish(step, result)
  }

  /// All rows and columns, of several samples or of a volume, as one element of each channel.
  /// - Returns: whether there are several.
  private mutating func reducedSamples(
    _ step: ONNXStep, _ flow: ONNXFlow, _ kind: Reduce.Kind
  ) throws(ONNXError) -> Bool {
    guard Self.hasSamples(flow) || flow.shape.count > 4 else { return false }
    try finish(step, try reduced(flow, Array(2..<flow.shape.count), kind))
    return true
  }

  /// GLOBAL_MAX_POOL: a window over everything.
  mutating func globalMaxPool(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    if try reducedSamples(step, flow, .maximum) { return }
    let input = try featureMap(step, flow)
    let shape = emitter.shapes[input]!
    let window = Window(kernel: Size(height: shape.height, width: shape.width))
    let node = try emitter.add(.maxPool(MaxPool(window: window)), [input])
    try finish(step, featureMapFlow(node, rank: flow.shape.count, like: flow))
  }
}
