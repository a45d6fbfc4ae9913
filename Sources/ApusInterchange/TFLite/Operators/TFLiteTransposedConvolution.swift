import ApusGraph

extension TFLiteImporter {
  /// TRANSPOSE_CONV: the output's shape, weights `[output, height, width, input]`, the input, and a bias or none.
  mutating func transposedConvolution(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.transposedConvolution)
    let input = try featureMap(step, 2)
    let (kernel, shape) = try weightShape(step)
    let window = try options.window(kernel: kernel)
    // Of a shape that is computed or given, TFLite Micro knows what the file declares.
    let isKnown = try optionalConstant(step, 0) != nil || !hasStaticInputs
    let extents = try isKnown ? settings(step, 0) : output(step).shape
    guard extents.count == 4, extents.allSatisfy({ (1...1 << 24).contains($0) }),
      extents[0] == 1 || extents[0] == samples
    else {
      throw .unsupported(step.site, "an output of shape \(extents)")
    }
    let (height, width) = (extents[1], extents[2])
    let rows = Self.transposedPadding(
      input: input.extents[1], output: height, kernel: kernel.height, stride: window.stride.height,
      isSame: window.padding == .same)
    let columns = Self.transposedPadding(
      input: input.extents[2], output: width, kernel: kernel.width, stride: window.stride.width,
      isSame: window.padding == .same)
    let constants = try constants(step, channels: shape[0], channelDimension: 0, biasOperand: 3)
    let body = TransposedConvolution(
      inputChannels: shape[3], outputChannels: shape[0], kernel: kernel, stride: window.stride,
      padding: ResolvedPadding(
        top: rows.before, bottom: rows.after, left: columns.before, right: columns.after),
      outputPadding: Size(height: rows.added, width: columns.added), hasBias: constants.bias != nil)
    try append(
      step, .transposedConvolution(body), inputs: [input.number], extents: [1, height, width, shape[0]],
      activation: try options.activation(3), constants: constants)
  }

  /// What of the rows that the kernels reach is left out before and after, or added. Before, it is what a
  /// convolution from the output to the input would pad (TFLite's `ComputePaddingHeightWidth`); after, what then
  /// remains.
  private static func transposedPadding(
    input: Int, output: Int, kernel: Int, stride: Int, isSame: Bool
  ) -> (before: Int, after: Int, added: Int) {
    let total = isSame ? max(0, ((output + stride - 1) / stride - 1) * stride + kernel - output) : 0
    let after = (input - 1) * stride + kernel - total / 2 - output
    return (total / 2, max(0, after), max(0, -after))
  }
}
