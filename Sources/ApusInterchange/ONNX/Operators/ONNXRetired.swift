import ApusGraph

/// Operators that ONNX had before it was finished, which CoreML's and Caffe2's converters wrote.
extension ONNXImporter {
  /// IMAGE_SCALER: all times one number, and another added to each channel.
  mutating func scaleImage(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    let scale = ONNXArray([try step.node.float("scale", default: 1)], shape: [])
    let bias = step.node.attributes["bias"]?.floats ?? []
    let scaled = try combined(step, .computed(flow), .constant(scale)) { .multiply(Multiply(constant: $0)) }
    guard !bias.isEmpty else { return try finish(step, scaled) }
    let addend = ONNXArray(bias, shape: [bias.count, 1, 1])
    try finish(step, try combined(step, .computed(scaled), .constant(addend)) { .add(Add(constant: $0)) })
  }

  /// AFFINE: all times one number and plus another.
  mutating func affine(_ step: ONNXStep) throws(ONNXError) {
    let factor = ONNXArray([try step.node.float("alpha", default: 1)], shape: [])
    let addend = ONNXArray([try step.node.float("beta", default: 0)], shape: [])
    let scaled = try combined(step, .computed(try step.flow(0)), .constant(factor)) {
      .multiply(Multiply(constant: $0))
    }
    try finish(step, try combined(step, .computed(scaled), .constant(addend)) { .add(Add(constant: $0)) })
  }

  /// CROP: rows and columns without a border, or as many as are wanted.
  mutating func crop(_ step: ONNXStep) throws(ONNXError) {
    var flow = try step.flow(0)
    guard flow.shape.count == 4, let border = try step.node.integers("border"), border.count == 4,
      border.allSatisfy({ (0...1 << 20).contains($0) })
    else { throw step.damaged("no sound border") }
    let scale = try step.node.integers("scale") ?? []
    guard scale.isEmpty || scale.count == 2 else { throw step.damaged("no sound scale") }
    for (axis, (before, after)) in [(2, (border[1], border[3])), (3, (border[0], border[2]))] {
      let extent = flow.shape[axis]
      let end = scale.isEmpty ? extent - after : before + scale[axis - 2]
      guard before < end, end <= extent else { throw step.damaged("a border of \(border)") }
      flow = try selected(step, flow, axis, Array(before..<end))
    }
    try finish(step, flow)
  }
}
