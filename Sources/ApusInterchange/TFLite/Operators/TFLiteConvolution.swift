import ApusGraph

extension TFLiteImporter {
  /// CONV_2D: weights `[output, height, width, input / groups]`, which is this kit's layout.
  mutating func convolution(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.convolution)
    let input = try value(step, 0)
    let (kernel, shape) = try weightShape(step)
    let window = try options.window(
      kernel: kernel,
      dilation: Size(height: try options.integer(5, default: 1), width: try options.integer(4, default: 1)))
    let channels = shapes[input].channels
    guard channels % shape[3] == 0 else {
      throw .unsupported(step.site, "weights of \(shape[3]) channels for an input of \(channels)")
    }
    let constants = try constants(step, channels: shape[0], channelDimension: 0)
    let body = Convolution(
      inputChannels: channels, outputChannels: shape[0], window: window, groups: channels / shape[3],
      hasBias: constants.bias != nil)
    try append(
      step, .convolution(body), inputs: [input], activation: try options.activation(3), constants: constants)
  }

  /// DEPTHWISE_CONV_2D: weights `[1, height, width, channels · multiplier]`.
  mutating func depthwiseConvolution(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.depthwiseConvolution)
    let input = try value(step, 0)
    let (kernel, shape) = try weightShape(step)
    let window = try options.window(
      kernel: kernel,
      dilation: Size(height: try options.integer(6, default: 1), width: try options.integer(5, default: 1)))
    let channels = shapes[input].channels
    let multiplier = try options.integer(3)
    guard multiplier > 0, shape[0] == 1, shape[3] == channels * multiplier else {
      throw .unsupported(
        step.site, "weights of shape \(shape) and multiplier \(multiplier) for \(channels) channels")
    }
    let constants = try constants(step, channels: shape[3], channelDimension: 3)
    let body = DepthwiseConvolution(
      channels: channels, multiplier: multiplier, window: window, hasBias: constants.bias != nil)
    try append(
      step, .depthwiseConvolution(body), inputs: [input], activation: try options.activation(4),
      constants: constants)
  }

  /// The kernel's size and the weights' extents, all positive.
  func weightShape(_ step: TFLiteOperator) throws(TFLiteError) -> (Size, [Int]) {
    let shape = try operand(step, \.inputs, 1).shape
    guard shape.count == 4, shape.allSatisfy({ $0 > 0 }) else {
      throw .unsupported(step.site, "weights of shape \(shape)")
    }
    return (Size(height: shape[1], width: shape[2]), shape)
  }
}
