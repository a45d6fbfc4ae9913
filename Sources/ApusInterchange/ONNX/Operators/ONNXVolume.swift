import ApusGraph

/// Windows over volumes, whose axes are batch × channels × depth × rows × columns: a layer for each slice of the kernel, over
/// the slices of the volume as so many samples, and their sum or maximum.
extension ONNXImporter {
  /// CONV, MAX_POOL and AVERAGE_POOL of five axes.
  mutating func slideOverVolume(_ step: ONNXStep, _ flow: ONNXFlow) throws(ONNXError) {
    let kind = step.node.kind
    let weights = kind == "Conv" ? try step.constant(1) : nil
    let given = try step.node.integers("kernel_shape") ?? []
    let kernel = weights.map { Array($0.shape.dropFirst(2)) } ?? given
    let pads = try step.node.integers("pads") ?? [0, 0, 0, 0, 0, 0]
    let strides = try step.node.integers("strides") ?? [1, 1, 1]
    let dilations = try step.node.integers("dilations") ?? [1, 1, 1]
    let automatic = step.node.text("auto_pad", default: "NOTSET", step.file)
    guard kernel.count == 3, pads.count == 6, strides.count == 3, dilations.count == 3,
      (kernel + strides + dilations).allSatisfy({ (1...4096).contains($0) }), pads.allSatisfy({ $0 >= 0 }),
      ["NOTSET", "VALID", ""].contains(automatic), try step.node.integer("ceil_mode", default: 0) == 0
    else { throw step.unsupported("such a window over a volume") }
    let isPadded = pads.contains { $0 > 0 } && automatic != "VALID"
    guard !isPadded || kind != "AveragePool" else { throw step.unsupported("a padded mean over a volume") }
    var volume = flow
    if isPadded, pads[0] + pads[3] > 0 {
      let amounts = [0, 0, pads[0], 0, 0, 0, 0, pads[3], 0, 0]
      let inner = volume.shape
      volume = try padded(step, volume, amounts)
      if kind == "MaxPool" {
        volume = try bordered(step, volume, inner: inner, amounts, -Float.greatestFiniteMagnitude)
      }
    }
    let reach = (kernel[0] - 1) * dilations[0]
    guard volume.shape[2] > reach else { throw step.unsupported("a window deeper than its volume") }
    let depth = (volume.shape[2] - 1 - reach) / strides[0] + 1
    var node = step.node
    node.attributes["kernel_shape"]?.integers.removeFirst()
    node.attributes["strides"]?.integers.removeFirst()
    node.attributes["dilations"]?.integers.removeFirst()
    if node.attributes["pads"] != nil {
      node.attributes["pads"]!.integers = [1, 2, 4, 5].map { Int64(pads[$0]) }
    }
    var sum: ONNXFlow?
    for slice in 0..<kernel[0] {
      let places = (0..<depth).map { $0 * strides[0] + slice * dilations[0] }
      let part = try selected(step, volume, 2, places)
      let samples = try reshaped(
        transposed(part, [0, 2, 1, 3, 4]), [part.shape[0] * depth, part.shape[1]] + part.shape[3...])
      node.outputs = ["\(step.node.outputs.first ?? "")\u{0}slice\(slice)"]
      var inputs: [ONNXValue?] = [.computed(samples)]
      if let weights {
        inputs.append(.constant(weights.slice(slice)))
        if slice == 0, step.has(2) { inputs.append(step.inputs[2]) }
      }
      try lower(ONNXStep(node: node, inputs: inputs, file: step.file))
      guard case .computed(let result)? = value(node.outputs[0]) else { throw step.damaged("no output") }
      guard let before = sum else {
        sum = result
        continue
      }
      sum = try combined(step, .computed(before), .computed(result)) {
        kind == "MaxPool" ? .maximum(Maximum(constant: $0)) : .add(Add(constant: $0))
      }
    }
    guard var result = sum else { throw step.damaged("no window") }
    if kind == "AveragePool" {
      let share = ONNXArray([1 / Float(kernel[0])], shape: [])
      result = try combined(step, .computed(result), .constant(share)) { .multiply(Multiply(constant: $0)) }
    }
    let shape = [flow.shape[0], depth] + result.shape[1...]
    try finish(step, transposed(try reshaped(result, shape), [0, 2, 1, 3, 4]))
  }
}

extension ONNXArray {
  /// One of the slices of a kernel of five axes, along its depth.
  fileprivate func slice(_ place: Int) -> ONNXArray {
    var indices = shape.map { Array(0..<$0) }
    indices[2] = [place]
    return selecting(indices).reshaped(Array(shape[..<2]) + Array(shape[3...]))
  }
}
