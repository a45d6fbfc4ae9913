import ApusGraph

extension TFLiteImporter {
  /// CONV_2D: weights `[output, height, width, input / groups]`, which is this kit's layout.
  mutating func convolution(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.convolution)
    let dilation = Size(
      height: try options.integer(5, default: 1), width: try options.integer(4, default: 1))
    let (kernel, shape) = try weightShape(step)
    let window = try options.window(kernel: kernel, dilation: dilation)
    let activation = try options.activation(3)
    let constants = try constants(step, channels: shape[0], channelDimension: 0)
    try convolve(step, window, activation, constants) { channels, window throws(TFLiteError) in
      guard channels % shape[3] == 0 else {
        throw .unsupported(step.site, "weights of \(shape[3]) channels for an input of \(channels)")
      }
      let body = Convolution(
        inputChannels: channels, outputChannels: shape[0], window: window, groups: channels / shape[3],
        hasBias: constants.bias != nil)
      return .convolution(body)
    }
  }

  /// DEPTHWISE_CONV_2D: weights `[1, height, width, channels · multiplier]`.
  mutating func depthwiseConvolution(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.depthwiseConvolution)
    let dilation = Size(
      height: try options.integer(6, default: 1), width: try options.integer(5, default: 1))
    let (kernel, shape) = try weightShape(step)
    let window = try options.window(kernel: kernel, dilation: dilation)
    let activation = try options.activation(4)
    let constants = try constants(step, channels: shape[3], channelDimension: 3)
    try convolve(step, window, activation, constants) { channels, window throws(TFLiteError) in
      // Files leave the multiplier out, or say something else than the weights do, which decide.
      guard shape[0] == 1, shape[3] % channels == 0 else {
        throw .unsupported(step.site, "weights of shape \(shape) for \(channels) channels")
      }
      let body = DepthwiseConvolution(
        channels: channels, multiplier: shape[3] / channels, window: window, hasBias: constants.bias != nil)
      return .depthwiseConvolution(body)
    }
  }

  /// Adds a convolution of a feature map, or of one that SPACE_TO_BATCH_ND has divided into samples.
  /// - Parameter operation: the convolution of some channels by windows.
  private mutating func convolve(
    _ step: TFLiteOperator, _ window: Window, _ activation: TFLiteActivation, _ constants: TFLiteConstants,
    _ operation: (_ channels: Int, _ window: Window) throws(TFLiteError) -> Operation
  ) throws(TFLiteError) {
    let tensor = try operand(step, 0)
    guard case .batches(let batches)? = try content(tensor.index) else {
      let input = try featureMap(step, 0)
      let operation = try operation(input.extents[3], window)
      let size = try size(window, of: input.extents, step)
      return try append(
        step, operation, inputs: [input.number],
        extents: [1, size.height, size.width, constants.weights.extents[constants.channelDimension]],
        activation: activation, constants: constants)
    }
    try checkActivation(tensor, step.site)
    let dilated = try batches.dilated(window, step.site)
    let input = batches.value
    let operation = try operation(input.extents[3], dilated)
    let size = try size(dilated, of: input.extents, step)
    let output = try output(step)
    let viewed = try view(input.number, as: Shape(holding: input.extents), step)
    let number = try appendStep(
      step, operation, inputs: [viewed], name: step.name, tensor: output, activation: activation,
      constants: constants)
    let result = TFLiteValue(
      number: number,
      extents: [1, size.height, size.width, constants.weights.extents[constants.channelDimension]])
    hold(.batches(batches.convolved(result)), in: output)
  }

  /// How many windows a feature map has.
  func size(_ window: Window, of extents: [Int], _ step: TFLiteOperator) throws(TFLiteError) -> Size {
    guard let size = window.outputSize(height: extents[1], width: extents[2]) else {
      throw .shape(step.site, .window(window, input: Shape(Array(extents.dropFirst()))))
    }
    return size
  }

  /// The kernel's size and the weights' extents, all positive.
  mutating func weightShape(_ step: TFLiteOperator) throws(TFLiteError) -> (Size, [Int]) {
    let tensor = try operand(step, 1)
    let shape = try optionalConstant(step, 1)?.extents ?? tensor.shape
    guard shape.count == 4, shape.allSatisfy({ $0 > 0 }) else {
      throw .unsupported(step.site, "weights of shape \(shape)")
    }
    return (Size(height: shape[1], width: shape[2]), shape)
  }

  /// The feature map that an operator takes: one sample of rows, columns and channels.
  mutating func featureMap(_ step: TFLiteOperator, _ position: Int) throws(TFLiteError) -> TFLiteValue {
    let input = try value(step, position)
    guard input.extents.count == 4, input.extents[0] == 1 else {
      throw .unsupported(step.site, "an input of shape \(input.extents)")
    }
    return input
  }
}
