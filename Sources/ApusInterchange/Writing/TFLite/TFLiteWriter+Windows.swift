import ApusGraph

// Layers with weights, and pools. TensorFlow Lite pads windows by rule, SAME or VALID; another padding becomes an operator.

extension TFLiteWriter {
  mutating func convolution(_ node: OutgoingNode, _ body: Convolution) {
    let (source, padding) = padded(node, body.window, by: .zero)
    let window = body.window
    let options = TFLiteWrittenOptions(
      TFLiteOptions.Kind.convolution,
      [
        0: padding, 1: .int32(Int32(window.stride.width)), 2: .int32(Int32(window.stride.height)),
        4: .int32(Int32(window.dilation.width)), 5: .int32(Int32(window.dilation.height)),
      ])
    finish(
      node, TFLiteOperatorCode.convolution.since(body.groups > 1 ? 6 : 1),
      [source] + constants(node, shape: body.parameters[0].shape), options: options, activationSlot: 3)
  }

  mutating func depthwiseConvolution(_ node: OutgoingNode, _ body: DepthwiseConvolution) {
    let (source, padding) = padded(node, body.window, by: .zero)
    let window = body.window
    let options = TFLiteWrittenOptions(
      TFLiteOptions.Kind.depthwiseConvolution,
      [
        0: padding, 1: .int32(Int32(window.stride.width)), 2: .int32(Int32(window.stride.height)),
        3: .int32(Int32(body.multiplier)), 5: .int32(Int32(window.dilation.width)),
        6: .int32(Int32(window.dilation.height)),
      ])
    finish(
      node, TFLiteOperatorCode.depthwiseConvolution.since(window.dilation == Size(1) ? 1 : 2),
      [source] + constants(node, shape: [1] + body.parameters[0].shape, axis: 3), options: options,
      activationSlot: 4)
  }

  mutating func dense(_ node: OutgoingNode) {
    guard let layer = node.operation.weighted else { return }
    let keepsExtents = shape(of: node.inputs[0]).rank > 1
    let options = TFLiteWrittenOptions(
      TFLiteOptions.Kind.fullyConnected, keepsExtents ? [2: .byte(1)] : [:])
    finish(
      node, TFLiteOperatorCode.fullyConnected.since(keepsExtents ? 5 : 1),
      inputs(node) + constants(node, shape: layer.parameters[0].shape), options: options, activationSlot: 0)
  }

  /// TRANSPOSE_CONV leaves out at the beginning what SAME says, or nothing; then a slice does.
  mutating func transposedConvolution(_ node: OutgoingNode, _ body: TransposedConvolution) {
    let same = Window(kernel: body.kernel, stride: body.stride, padding: .same)
      .resolvedPadding(height: node.shape.height, width: node.shape.width)
    let isSame = same.top == body.padding.top && same.left == body.padding.left
    let (top, left) = isSame ? (0, 0) : (body.padding.top, body.padding.left)
    let whole = Shape(
      height: node.shape.height + top, width: node.shape.width + left, channels: node.shape.channels)
    let extents = constant("\(node.name)/shape", [1] + whole.dimensions)
    var taken = constants(node, shape: body.parameters[0].shape)
    taken.insert(contentsOf: [tensor(of: node.inputs[0])], at: 1)
    let options = TFLiteWrittenOptions(
      TFLiteOptions.Kind.transposedConvolution,
      [
        0: .byte(isSame ? 0 : 1), 1: .int32(Int32(body.stride.width)), 2: .int32(Int32(body.stride.height)),
      ])
    let code = TFLiteOperatorCode.transposedConvolution.since(
      node.activation != .none ? 4 : body.hasBias ? 3 : 1)
    guard whole != node.shape else {
      return finish(node, code, [extents] + taken, options: options, activationSlot: 3)
    }
    let reached = tensor("\(node.name).whole", whole, node.quantization, node.elementType)
    add(code, [extents] + taken, makes: reached, options: options, name: "\(node.name).whole")
    let begins = constant("\(node.name)/begin", [0, top, left, 0])
    let sizes = constant("\(node.name)/size", [1] + node.shape.dimensions)
    finish(
      node, .slice, [reached, begins, sizes], options: TFLiteWrittenOptions(TFLiteWrittenOptions.slice))
  }

  mutating func maxPool(_ node: OutgoingNode, _ body: MaxPool) {
    let (source, padding) = padded(node, body.window, by: .lowest)
    finish(node, .maxPool, [source], options: pool(body.window, padding), activationSlot: 5)
  }

  mutating func averagePool(_ node: OutgoingNode, _ body: AveragePool) {
    guard case .rule(let padding) = padding(node, body.window) else {
      return refuse(node, " with a padding that is neither SAME nor VALID")
    }
    finish(node, .averagePool, inputs(node), options: pool(body.window, padding), activationSlot: 5)
  }

  private func pool(_ window: Window, _ padding: FlatBufferContent.Field) -> TFLiteWrittenOptions {
    TFLiteWrittenOptions(
      TFLiteOptions.Kind.pool,
      [
        0: padding, 1: .int32(Int32(window.stride.width)), 2: .int32(Int32(window.stride.height)),
        3: .int32(Int32(window.kernel.width)), 4: .int32(Int32(window.kernel.height)),
      ])
  }

  /// Weights, and a bias where there is one.
  private mutating func constants(_ node: OutgoingNode, shape: [Int], axis: Int = 0) -> [Int] {
    var numbers: [Int] = []
    if case .int8(_, _, let zeroPoint)? = node.constants[.weight], zeroPoint != 0 {
      refuse(node, " with weights that have a zero point")
    }
    if node.elementType == .int16, case .int32? = node.constants[.bias] {
      // TFLite Micro adds up in 64 bits, and rounds what it multiplies in another way.
      if case .convolution = node.operation {} else { refuse(node, " over 16 bits with sums of 32") }
    }
    if let weights = node.constants[.weight] {
      numbers.append(constant("\(node.name)/weight", weights, shape: shape, axis: axis))
    }
    if let bias = node.constants[.bias], let layer = node.operation.weighted {
      numbers.append(constant("\(node.name)/bias", bias, shape: [layer.outputChannels]))
    }
    return numbers
  }

  // MARK: Padding

  private enum Filling { case zero, lowest }

  private enum WrittenPadding {
    /// SAME or VALID, as options hold it.
    case rule(FlatBufferContent.Field)
    case explicit(ResolvedPadding)
  }

  /// A window's padding by the rule that gives it, or side by side.
  private func padding(_ node: OutgoingNode, _ window: Window) -> WrittenPadding {
    let (input, output) = (shape(of: node.inputs[0]), node.shape)
    let own = window.resolvedPadding(height: input.height, width: input.width)
    let rules = [(1, Padding.valid), (0, .same)]
    // Where both give it, as the network has it.
    for (number, rule) in window.padding == .same ? rules.reversed() : rules {
      var ruled = window
      ruled.padding = rule
      let sides = ruled.resolvedPadding(height: input.height, width: input.width)
      guard let size = ruled.outputSize(height: input.height, width: input.width),
        size.height == output.height,
        size.width == output.width, sides.top == own.top, sides.left == own.left
      else { continue }
      return .rule(.byte(UInt8(number)))
    }
    let rows = (output.height - 1) * window.stride.height + window.span.height - input.height - own.top
    let columns = (output.width - 1) * window.stride.width + window.span.width - input.width - own.left
    return .explicit(
      ResolvedPadding(top: own.top, bottom: max(0, rows), left: own.left, right: max(0, columns)))
  }

  /// What a window slides over, and its padding as options hold it: the node's input, or that padded by an operator.
  private mutating func padded(
    _ node: OutgoingNode, _ window: Window, by filling: Filling
  ) -> (source: Int, padding: FlatBufferContent.Field) {
    let source = tensor(of: node.inputs[0])
    let sides: ResolvedPadding
    switch padding(node, window) {
    case .rule(let rule): return (source, rule)
    case .explicit(let explicit): sides = explicit
    }
    let input = shape(of: node.inputs[0])
    let quantization = quantizations[node.inputs[0]]
    let amounts = constant(
      "\(node.name)/paddings", [0, 0, sides.top, sides.bottom, sides.left, sides.right, 0, 0], shape: [4, 2])
    let larger = Shape(
      height: input.height + sides.top + sides.bottom, width: input.width + sides.left + sides.right,
      channels: input.channels)
    let element = elementTypes[node.inputs[0]] ?? .int8
    let result = tensor("\(node.name).padded", larger, quantization, element)
    switch filling {
    case .zero:
      add(
        .pad, [source, amounts], makes: result, options: TFLiteWrittenOptions(TFLiteWrittenOptions.pad),
        name: "\(node.name).padded")
    case .lowest:
      let lowest: OutgoingConstant =
        quantization.map {
          element == .int16
            ? .integers([-32_768], element, scale: $0.scale)
            : .int8([-128], scales: [$0.scale], zeroPoint: $0.zeroPoint)
        } ?? .float([-.greatestFiniteMagnitude])
      let value = constant("\(node.name)/lowest", lowest, shape: [])
      add(
        .padWithValue, [source, amounts, value], makes: result,
        options: TFLiteWrittenOptions(TFLiteWrittenOptions.padWithValue), name: "\(node.name).padded")
    }
    return (result, .byte(1))
  }
}
