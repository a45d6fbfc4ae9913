import ApusGraph

extension TFLiteImporter {
  /// FULLY_CONNECTED of one vector: weights `[outputs, inputs]`. A feature map is flattened first.
  mutating func dense(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.fullyConnected)
    guard try options.byte(1) == 0 else { throw .unsupported(step.site, "shuffled weights") }
    let input = try value(step, 0)
    let shape = try operand(step, \.inputs, 1).shape
    guard shape.count == 2, shape.allSatisfy({ $0 > 0 }) else {
      throw .unsupported(step.site, "weights of shape \(shape)")
    }
    guard shapes[input].count == shape[1] else {
      throw .unsupported(step.site, "weights for \(shape[1]) inputs and an input of \(shapes[input])")
    }
    let constants = try constants(step, channels: shape[0], channelDimension: 0)
    let body = Dense(inputFeatures: shape[1], outputFeatures: shape[0], hasBias: constants.bias != nil)
    try append(
      step, .dense(body), inputs: [try flattened(input, step)], activation: try options.activation(0),
      constants: constants, reshapes: true)
  }
}
