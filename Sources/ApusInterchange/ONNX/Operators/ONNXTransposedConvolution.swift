import ApusGraph

extension ONNXImporter {
  /// CONV_TRANSPOSE: weights `[input, output / groups, rows, columns]`, or without rows. Groups become zeros in the weights of
  /// one, dilations zeros in the kernel.
  mutating func transposedConvolution(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    let rank = flow.shape.count
    let isFlat = rank == 3
    let input = try featureMap(step, flow)
    guard var weights = try step.constant(1) else { throw step.damaged("no weights") }
    guard weights.shape.count == rank, weights.shape.allSatisfy({ (1...1 << 16).contains($0) }) else {
      throw step.damaged("weights of \(weights.shape) for an input of \(rank) axes")
    }
    if isFlat { weights = weights.reshaped([weights.shape[0], weights.shape[1], 1, weights.shape[2]]) }
    let groups = try step.node.integer("group", default: 1)
    let (channels, outputs) = (flow.shape[1], weights.shape[1])
    guard groups > 0, weights.shape[0] == channels, channels % groups == 0 else {
      throw step.damaged("weights of \(weights.shape) in \(groups) groups for \(channels) channels")
    }
    func pair(_ name: String, default value: Int) throws(ONNXError) -> Size {
      let extents = try step.node.integers(name) ?? Array(repeating: value, count: rank - 2)
      guard extents.count == rank - 2, extents.allSatisfy({ (value...4096).contains($0) }) else {
        throw step.unsupported("\(name) of \(extents)")
      }
      return isFlat ? Size(height: value, width: extents[0]) : Size(height: extents[0], width: extents[1])
    }
    let (stride, dilation) = (try pair("strides", default: 1), try pair("dilations", default: 1))
    let kernel = Size(
      height: (weights.shape[2] - 1) * dilation.height + 1, width: (weights.shape[3] - 1) * dilation.width + 1
    )
    let size = emitter.shapes[input]!
    let asked = try step.node.integers("output_shape").map { Array($0.suffix(rank - 2)) }
    guard asked == nil || asked?.count == rank - 2 else { throw step.damaged("no sound output_shape") }
    let pads = try step.node.integers("pads") ?? Array(repeating: 0, count: 2 * (rank - 2))
    guard pads.count == 2 * (rank - 2) else { throw step.damaged("no sound pads") }
    let more = try pair("output_padding", default: 0)
    let kind = step.node.text("auto_pad", default: "NOTSET", step.file)
    /// Padding before and behind, and rows or columns that are added.
    func sides(
      _ input: Int, _ kernel: Int, _ stride: Int, _ more: Int, axis: Int
    ) throws(ONNXError) -> (Int, Int, Int) {
      var (before, after) = (pads[axis], pads[axis + rank - 2])
      var wanted = asked?[axis]
      if wanted == nil, kind.hasPrefix("SAME") { wanted = input * stride }
      if kind == "VALID" { (before, after) = (0, 0) }
      if let wanted {
        let total = (input - 1) * stride + more + kernel - wanted
        guard total >= -stride else { throw step.unsupported("an output_shape beyond what it reaches") }
        before = total < 0 ? 0 : kind == "SAME_UPPER" ? total / 2 : total - total / 2
        after = total - before
      }
      after -= more
      return (before, max(after, 0), max(-after, 0))
    }
    let horizontal = try sides(size.width, kernel.width, stride.width, more.width, axis: rank - 3)
    let vertical =
      isFlat ? (0, 0, 0) : try sides(size.height, kernel.height, stride.height, more.height, axis: 0)
    let bias = try step.constant(2)
    let body = TransposedConvolution(
      inputChannels: channels, outputChannels: outputs * groups, kernel: kernel, stride: stride,
      padding: ResolvedPadding(
        top: vertical.0, bottom: vertical.1, left: horizontal.0, right: horizontal.1),
      outputPadding: Size(height: vertical.2, width: horizontal.2), hasBias: bias != nil)
    let spread = try Self.spread(step, weights, groups, kernel, dilation)
    let node = try emitter.add(
      .transposedConvolution(body), [input], parameters: [spread] + (bias.map { [$0.reals] } ?? []))
    if weights.quantization?.axis == nil { try noteWeights(step, node, weights, channels: outputs * groups) }
    try finish(step, featureMapFlow(node, rank: rank, like: flow))
  }

  /// Weights as `[output, rows, columns, input]` of one group and a dense kernel.
  private static func spread(
    _ step: ONNXStep, _ weights: ONNXArray, _ groups: Int, _ kernel: Size, _ dilation: Size
  ) throws(ONNXError) -> [Float] {
    let (inputs, outputs) = (weights.shape[0], weights.shape[1])
    guard groups > 1 || dilation != Size(1) else { return weights.transposed([1, 2, 3, 0]).reals }
    let count = Double(outputs * groups) * Double(inputs) * Double(kernel.area)
    guard count <= 0x1p24 else { throw step.unsupported("groups of so many channels") }
    let values = weights.reals
    let (rows, columns) = (weights.shape[2], weights.shape[3])
    var result = [Float](repeating: 0, count: Int(count))
    for input in 0..<inputs {
      let group = input / (inputs / groups)
      for output in 0..<outputs {
        for row in 0..<rows {
          for column in 0..<columns {
            let place = ((group * outputs + output) * kernel.height + row * dilation.height) * kernel.width
            result[(place + column * dilation.width) * inputs + input] =
              values[((input * outputs + output) * rows + row) * columns + column]
          }
        }
      }
    }
    return result
  }
}
