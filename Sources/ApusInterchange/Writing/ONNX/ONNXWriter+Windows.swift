import ApusGraph

// Layers with weights, in PyTorch's layouts.

extension ONNXWriter {
  mutating func convolution(_ node: OutgoingNode, _ body: Convolution) {
    let inputs = [tensor(node.inputs[0])] + constants(node, body)
    let attributes =
      window(node, body.window) + [
        .integers("dilations", [body.window.dilation.height, body.window.dilation.width]),
        .integer("group", body.groups),
      ]
    finish(node, add("Conv", inputs, node.name, attributes))
  }

  mutating func depthwiseConvolution(_ node: OutgoingNode, _ body: DepthwiseConvolution) {
    let inputs = [tensor(node.inputs[0])] + constants(node, body)
    let attributes =
      window(node, body.window) + [
        .integers("dilations", [body.window.dilation.height, body.window.dilation.width]),
        .integer("group", body.channels),
      ]
    finish(node, add("Conv", inputs, node.name, attributes))
  }

  mutating func transposedConvolution(_ node: OutgoingNode, _ body: TransposedConvolution) {
    let padding = body.padding
    let attributes: [ONNXAttribute] = [
      .integers("kernel_shape", [body.kernel.height, body.kernel.width]),
      .integers("strides", [body.stride.height, body.stride.width]),
      .integers("pads", [padding.top, padding.left, padding.bottom, padding.right]),
      .integers("output_padding", [body.outputPadding.height, body.outputPadding.width]),
    ]
    let inputs = [tensor(node.inputs[0])] + constants(node, body, outputAxis: 1)
    finish(node, add("ConvTranspose", inputs, node.name, attributes))
  }

  mutating func dense(_ node: OutgoingNode, _ body: Dense) {
    let input = tensor(node.inputs[0])
    guard shape(of: node.inputs[0]).rank > 1 else {
      return finish(
        node, add("Gemm", [input] + constants(node, body), node.name, [.integer("transB", 1)]))
    }
    denseOfMatrices(node, body)
  }

  /// A window's attributes, but for dilations, with its padding on each side.
  func window(_ node: OutgoingNode, _ window: Window) -> [ONNXAttribute] {
    let (input, output) = (shape(of: node.inputs[0]), node.shape)
    let own = window.resolvedPadding(height: input.height, width: input.width)
    // As much below and on the right as the last window reaches: pools may not have more.
    let rows = (output.height - 1) * window.stride.height + window.span.height - input.height - own.top
    let columns = (output.width - 1) * window.stride.width + window.span.width - input.width - own.left
    return [
      .integers("kernel_shape", [window.kernel.height, window.kernel.width]),
      .integers("strides", [window.stride.height, window.stride.width]),
      .integers("pads", [own.top, own.left, max(0, rows), max(0, columns)]),
    ]
  }

  /// Weights in PyTorch's order, and a bias where there is one.
  private mutating func constants(
    _ node: OutgoingNode, _ body: some WeightedOperation, outputAxis: Int = 0
  ) -> [String] {
    var names: [String] = []
    if let weights = node.constants[.weight] {
      let layout = ONNXWeightLayout(body)
      names.append(
        constant("\(node.name).weight", weights, shape: layout.extents, order: layout.order, axis: outputAxis)
      )
    }
    if let bias = node.constants[.bias] {
      names.append(constant("\(node.name).bias", bias, shape: [body.outputChannels]))
    }
    return names
  }
}

/// How an operator's weights lie in PyTorch and ONNX.
private struct ONNXWeightLayout {
  /// Extents, outermost first.
  var extents: [Int]
  /// Where each element comes from; nil where the order is the same.
  var order: [Int]?

  init(_ body: some WeightedOperation) {
    let (own, foreign) = (type(of: body).weightAxes, type(of: body).pyTorchWeightAxes)
    extents = foreign.map(body.extent)
    guard own != foreign else { return }
    // Elements to go forward for one index of each axis, in our order.
    var steps: [WeightAxis: Int] = [:]
    var step = 1
    for axis in own.reversed() {
      steps[axis] = step
      step *= body.extent(axis)
    }
    var order = [0]
    for axis in foreign {
      order = order.flatMap { place in (0..<body.extent(axis)).map { place + $0 * (steps[axis] ?? 0) } }
    }
    self.order = order
  }
}
