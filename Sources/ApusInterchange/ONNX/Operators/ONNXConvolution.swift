import ApusGraph

extension ONNXImporter {
  /// CONV: weights `[output, input / groups, rows, columns]`, or without rows.
  mutating func convolution(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    let rank = flow.shape.count
    if rank == 5 { return try slideOverVolume(step, flow) }
    guard var weights = try step.constant(1) else { throw step.damaged("no weights") }
    guard weights.shape.count == rank, weights.shape.allSatisfy({ $0 > 0 }) else {
      throw step.damaged("weights of \(weights.shape) for an input of \(rank) axes")
    }
    if rank == 3 {
      weights = weights.reshaped([weights.shape[0], weights.shape[1], 1, weights.shape[2]])
    }
    let extents = weights.shape
    let groups = try step.node.integer("group", default: 1)
    let channels = flow.shape[1]
    guard groups > 0, channels == extents[1] * groups, extents[0] % groups == 0 else {
      throw step.damaged("weights of \(extents) in \(groups) groups for \(channels) channels")
    }
    let bias = try step.constant(2)
    let isDepthwise = groups == channels && groups > 1
    weights = weights.transposed(isDepthwise ? [2, 3, 0, 1] : [0, 2, 3, 1])
    let parameters = [weights.reals] + (bias.map { [$0.reals] } ?? [])
    func operation(_ window: Window) -> Operation {
      guard !isDepthwise else {
        return .depthwiseConvolution(
          DepthwiseConvolution(
            channels: channels, multiplier: extents[0] / groups, window: window, hasBias: bias != nil))
      }
      return .convolution(
        Convolution(
          inputChannels: channels, outputChannels: extents[0], window: window, groups: groups,
          hasBias: bias != nil))
    }
    let kernel = Size(height: extents[2], width: extents[3])
    if Self.hasSamples(flow) {
      var node = ""
      let result = try slid(step, flow, try sampleWindow(step, flow, kernel: kernel), .zeros) {
        (emitter, input, window) throws(ONNXError) in
        node = try emitter.add(operation(window), [input], parameters: parameters)
        return node
      }
      try noteWeights(step, node, weights, channels: extents[0])
      return try finish(step, result)
    }
    let input = try featureMap(step, flow)
    let window = try window(step, kernel: kernel, input: emitter.shapes[input]!, isFlat: rank == 3)
    let node = try emitter.add(operation(window), [input], parameters: parameters)
    try noteWeights(step, node, weights, channels: extents[0])
    try finish(step, featureMapFlow(node, rank: rank, like: flow))
  }

  /// Kernel, stride, dilation and padding of a window.
  /// - Parameters:
  ///   - input: the feature map that it slides over.
  ///   - isFlat: whether the file has no rows.
  func window(
    _ step: ONNXStep, kernel: Size, input: Shape, isFlat: Bool, roundsUp: Bool = false
  ) throws(ONNXError) -> Window {
    let count = isFlat ? 1 : 2
    func size(_ name: String) throws(ONNXError) -> Size {
      let extents = try step.node.integers(name) ?? Array(repeating: 1, count: count)
      guard extents.count == count, extents.allSatisfy({ (1...4096).contains($0) }) else {
        throw step.unsupported("\(name) of \(extents)")
      }
      return isFlat ? Size(height: 1, width: extents[0]) : Size(height: extents[0], width: extents[1])
    }
    guard kernel.height <= 1 << 16, kernel.width <= 1 << 16 else { throw step.unsupported("such a kernel") }
    var window = Window(kernel: kernel, stride: try size("strides"), dilation: try size("dilations"))
    let padding = try padding(step, window, input, isFlat: isFlat, roundsUp: roundsUp)
    if padding != ResolvedPadding(top: 0, bottom: 0, left: 0, right: 0) {
      window.padding = .explicit(
        top: padding.top, bottom: padding.bottom, left: padding.left, right: padding.right)
    }
    return window
  }

  private func padding(
    _ step: ONNXStep, _ window: Window, _ input: Shape, isFlat: Bool, roundsUp: Bool
  ) throws(ONNXError) -> ResolvedPadding {
    var padding: ResolvedPadding
    let kind = step.node.text("auto_pad", default: "NOTSET", step.file)
    switch kind {
    case "SAME_UPPER", "SAME_LOWER":
      var same = window
      same.padding = .same
      padding = same.resolvedPadding(height: input.height, width: input.width)
      if kind == "SAME_LOWER" {
        padding = ResolvedPadding(
          top: padding.bottom, bottom: padding.top, left: padding.right, right: padding.left)
      }
    case "VALID": padding = ResolvedPadding(top: 0, bottom: 0, left: 0, right: 0)
    case "NOTSET", "":
      let sides = try step.node.integers("pads") ?? [0, 0, 0, 0].suffix(isFlat ? 2 : 4)
      guard sides.count == (isFlat ? 2 : 4), sides.allSatisfy({ (0...4096).contains($0) }) else {
        throw step.unsupported("pads of \(sides)")
      }
      padding =
        isFlat
        ? ResolvedPadding(top: 0, bottom: 0, left: sides[0], right: sides[1])
        : ResolvedPadding(top: sides[0], bottom: sides[2], left: sides[1], right: sides[3])
    case _: throw step.unsupported("auto_pad of \(kind.prefix(20))")
    }
    guard roundsUp else { return padding }
    padding.bottom += Self.surplus(
      input.height, window.span.height, window.stride.height, padding.top, padding.bottom)
    padding.right += Self.surplus(
      input.width, window.span.width, window.stride.width, padding.left, padding.right)
    return padding
  }

  /// How much more padding behind makes a last window fit that begins inside of the input or of the padding before it.
  private static func surplus(_ input: Int, _ span: Int, _ stride: Int, _ before: Int, _ after: Int) -> Int {
    let free = input + before + after - span
    guard free >= 0, free % stride != 0 else { return 0 }
    let windows = free / stride + 2
    guard (windows - 1) * stride < input + before else { return 0 }
    return (windows - 1) * stride + span - (input + before + after)
  }

  /// Notes the scales of a node's weights, where the file has them as int8.
  /// - Parameter channels: how many outputs there are.
  mutating func noteWeights(
    _ step: ONNXStep, _ node: String, _ weights: ONNXArray, channels: Int
  ) throws(ONNXError) {
    guard let quantization = weights.quantization else { return }
    guard quantization.scales.count == 1 || quantization.scales.count == channels, quantization.axis != 1
    else {
      throw step.unsupported("weights without one scale for each output")
    }
    emitter.weightScales[node] = quantization.scales
    if let zeroPoint = quantization.zeroPoint, zeroPoint != 0 { emitter.weightZeroPoints[node] = zeroPoint }
  }
}
