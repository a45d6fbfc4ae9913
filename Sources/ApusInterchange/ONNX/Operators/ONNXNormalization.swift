import ApusGraph

extension ONNXImporter {
  /// BATCH_NORMALIZATION with running statistics, over the second axis.
  mutating func batchNormalization(_ step: ONNXStep) throws(ONNXError) {
    guard try step.node.integer("training_mode", default: 0) == 0,
      try step.node.integer("spatial", default: 1) == 1
    else { throw step.unsupported("statistics of the batch") }
    let flow = try step.flow(0)
    guard flow.shape.count >= 2 else { throw step.unsupported("an input of \(flow.shape.count) axes") }
    var parameters: [[Float]] = []
    for place in 1...4 {
      guard let values = try step.constant(place)?.reals else { throw step.damaged("too few inputs") }
      parameters.append(values)
    }
    let epsilon = try step.node.float("epsilon", default: 1e-5)
    if isQuantized { return try finish(step, try scaledChannels(step, flow, parameters, epsilon)) }
    let body = BatchNormalization(channels: flow.shape[1], epsilon: epsilon)
    let (input, result) = try withInnermost(flow, 1)
    try finish(
      step, replacing(result, try emitter.add(.batchNormalization(body), [input], parameters: parameters)))
  }

  /// BATCH_NORMALIZATION between integers: each channel times its own weight, which is ±127 of its own scale, and plus a bias.
  private mutating func scaledChannels(
    _ step: ONNXStep, _ flow: ONNXFlow, _ parameters: [[Float]], _ epsilon: Float
  ) throws(ONNXError) -> ONNXFlow {
    let channels = flow.shape[1]
    guard parameters.allSatisfy({ $0.count == channels }) else {
      throw step.damaged("factors that do not fit")
    }
    let (gamma, beta, mean, variance) = (parameters[0], parameters[1], parameters[2], parameters[3])
    let factors = gamma.indices.map { gamma[$0] / (variance[$0] + epsilon).squareRoot() }
    let biases = beta.indices.map { beta[$0] - mean[$0] * factors[$0] }
    let (input, result) = try withInnermost(flow, 1)
    let rows = flow.layout.count / channels
    let map = try emitter.viewed(
      input, as: emitter.shapes[input]!.rank == 3 ? emitter.shapes[input]! : Shape([1, rows, channels]))
    let body = DepthwiseConvolution(
      channels: channels, multiplier: 1, window: Window(kernel: Size(1)), hasBias: true)
    let node = try emitter.add(.depthwiseConvolution(body), [map], parameters: [factors, biases])
    emitter.weightScales[node] = factors.map { $0 == 0 || !(abs($0) / 127).isNormal ? 1 : abs($0) / 127 }
    return replacing(result, node)
  }

  /// A value whose elements of one axis lie next to each other, and the graph's value with that axis as its channels.
  mutating func withInnermost(_ flow: ONNXFlow, _ axis: Int) throws(ONNXError) -> (String, ONNXFlow) {
    let order = Self.memoryOrder(of: flow.layout).filter { $0 != axis } + [axis]
    let flow = try stored(flow, order)
    return (try viewed(flow, channels: flow.shape[axis]), flow)
  }

  /// The graph's value with so many elements as its channels.
  mutating func viewed(_ flow: ONNXFlow, channels: Int) throws(ONNXError) -> String {
    if emitter.shapes[flow.node]!.channels == channels { return flow.node }
    let rows = flow.layout.count / channels
    return try emitter.viewed(flow.node, as: rows == 1 ? Shape([channels]) : Shape([1, rows, channels]))
  }

  /// A value with another node of the same extents.
  func replacing(_ flow: ONNXFlow, _ node: String) -> ONNXFlow {
    var result = flow
    result.node = node
    return result
  }

  /// SOFTMAX, LOG_SOFTMAX: over one axis, or, before version 13, over all from one on.
  mutating func softmax(_ step: ONNXStep, _ operation: Operation) throws(ONNXError) {
    let flow = try step.flow(0)
    let rank = flow.shape.count
    guard rank > 0 else { throw step.unsupported("an input without axes") }
    let isOld = version < 13 && step.node.domain.isEmpty
    let axis = try step.axis("axis", default: isOld ? 1 : -1, rank: rank)
    let axes = isOld ? Array(axis..<rank) : [axis]
    try checkBatch(step, flow, axes)
    // All that is summed may lie in any order.
    let order = Self.memoryOrder(of: flow.layout)
    let result = try stored(flow, order.filter { !axes.contains($0) } + order.filter(axes.contains))
    let input = try viewed(result, channels: axes.reduce(1) { $0 * flow.shape[$1] })
    try finish(step, replacing(result, try emitter.add(operation, [input])))
  }

  /// LP_NORMALIZATION with the Euclidean length.
  mutating func lengthNormalization(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    guard try step.node.integer("p", default: 2) == 2 else { throw step.unsupported("another length") }
    let axis = try step.axis("axis", default: -1, rank: flow.shape.count)
    try checkBatch(step, flow, [axis])
    let (input, result) = try withInnermost(flow, axis)
    try finish(step, replacing(result, try emitter.add(.l2Normalization(L2Normalization()), [input])))
  }

  /// INSTANCE_NORMALIZATION, LAYER_NORMALIZATION, GROUP_NORMALIZATION, MEAN_VARIANCE_NORMALIZATION: less the mean and divided
  /// by the deviation of some axes, then scaled.
  mutating func normalization(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    let rank = flow.shape.count
    let epsilon = try step.node.float("epsilon", default: 1e-5)
    guard rank >= 2 else { throw step.unsupported("an input of \(rank) axes") }
    switch step.node.kind {
    case "InstanceNormalization":
      let result = try standardized(step, flow, Array(2..<rank), epsilon)
      try finish(step, try scaled(step, result, channelAxis: 1))
    case "GroupNormalization":
      let groups = try step.node.integer("num_groups", default: 1)
      guard groups > 0, flow.shape[1] % groups == 0 else { throw step.damaged("\(groups) groups") }
      let grouped = try reshaped(flow, [flow.shape[0], groups, flow.shape[1] / groups] + flow.shape[2...])
      let result = try standardized(step, grouped, Array(2...rank), epsilon)
      // Before version 21 there is one factor for each group.
      let isByGroup = try step.constant(1)?.count == groups
      if isByGroup {
        let all = try scaled(step, result, channelAxis: 1)
        return try finish(step, try reshaped(all, flow.shape))
      }
      try finish(step, try scaled(step, try reshaped(result, flow.shape), channelAxis: 1))
    case "MeanVarianceNormalization":
      let axes = try step.node.integers("axes") ?? [0, 2, 3]
      var resolved: [Int] = []
      for axis in axes { resolved.append(try step.resolved(axis, rank: rank)) }
      if flow.batchAxis != nil { try checkBatch(step, flow, resolved) }
      try finish(step, try standardized(step, flow, resolved, 1e-9))
    case _:
      let axis = try step.axis("axis", default: -1, rank: rank)
      try checkBatch(step, flow, Array(axis..<rank))
      var result = try standardized(step, flow, Array(axis..<rank), epsilon)
      if let scale = try step.constant(1) {
        result = try combined(step, .computed(result), .constant(scale)) { .multiply(Multiply(constant: $0)) }
      }
      if let shift = try step.constant(2) {
        result = try combined(step, .computed(result), .constant(shift)) { .add(Add(constant: $0)) }
      }
      try finish(step, result)
    }
  }

  /// A value less its mean over some axes, divided by its deviation there.
  private mutating func standardized(
    _ step: ONNXStep, _ flow: ONNXFlow, _ axes: [Int], _ epsilon: Float
  ) throws(ONNXError) -> ONNXFlow {
    let mean = try reduced(flow, axes, .mean, as: "mean")
    let centered = try combined(step, .computed(flow), .computed(mean)) { .subtract(Subtract(constant: $0)) }
    let squares = try applied(.function(Function(.square)), to: centered, as: "square")
    let variance = try reduced(squares, axes, .mean, as: "variance")
    let shifted = try combined(step, .computed(variance), .constant(ONNXArray([epsilon], shape: []))) {
      .add(Add(constant: $0))
    }
    let factor = try applied(.function(Function(.reciprocalSquareRoot)), to: shifted, as: "factor")
    return try combined(step, .computed(centered), .computed(factor)) { .multiply(Multiply(constant: $0)) }
  }

  /// A value times and plus a number for each index of an axis, the operator's second and third inputs.
  private mutating func scaled(
    _ step: ONNXStep, _ flow: ONNXFlow, channelAxis: Int
  ) throws(ONNXError) -> ONNXFlow {
    guard let scale = try step.constant(1), let shift = try step.constant(2) else {
      throw step.damaged("too few inputs")
    }
    let count = flow.shape[channelAxis]
    guard scale.count == count, shift.count == count else { throw step.damaged("factors that do not fit") }
    let shape = [count] + Array(repeating: 1, count: flow.shape.count - channelAxis - 1)
    let result = try combined(step, .computed(flow), .constant(scale.reshaped(shape))) {
      .multiply(Multiply(constant: $0))
    }
    return try combined(step, .computed(result), .constant(shift.reshaped(shape))) { .add(Add(constant: $0)) }
  }

  /// LRN: divided by a power of the mean square of neighboring channels (Krizhevsky et al. 2012). The sum is a 1 × 1
  /// convolution of the squares, whose weights are a band.
  mutating func localResponseNormalization(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    let size = try step.node.integer("size", default: 0)
    let alpha = try step.node.float("alpha", default: 0.0001)
    let beta = try step.node.float("beta", default: 0.75)
    let bias = try step.node.float("bias", default: 1)
    let input = try featureMap(step, flow)
    let channels = flow.shape[1]
    guard size > 0, size <= 1 << 16, channels <= 4096 else { throw step.unsupported("a size of \(size)") }
    var band = [Float](repeating: 0, count: channels * channels)
    for channel in 0..<channels {
      let (first, last) = (max(0, channel - (size - 1) / 2), min(channels - 1, channel + size / 2))
      for other in first...max(first, last) { band[channel * channels + other] = alpha / Float(size) }
    }
    let squares = try emitter.add(.function(Function(.square)), [input], as: "square")
    let body = Convolution(inputChannels: channels, outputChannels: channels, window: Window(kernel: Size(1)))
    let sums = try emitter.add(
      .convolution(body), [squares], as: "sums",
      parameters: [band, Array(repeating: bias, count: channels)])
    let factors = try emitter.add(.function(Function(.power(exponent: -beta))), [sums], as: "factors")
    let node = try emitter.add(.multiply(Multiply()), [input, factors])
    try finish(step, featureMapFlow(node, rank: flow.shape.count, like: flow))
  }
}
