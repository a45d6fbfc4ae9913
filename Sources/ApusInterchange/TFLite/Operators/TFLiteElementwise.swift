import ApusGraph

extension TFLiteImporter {
  /// ADD of two values of one shape.
  mutating func addition(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.add)
    guard step.inputs.count == 2 else { throw .damaged("\(step.site) has \(step.inputs.count) inputs") }
    try append(
      step, .add(Add()), inputs: [try value(step, 0), try value(step, 1)],
      activation: try options.activation(0))
  }

  /// RELU and RELU6. TFLite Micro's int8 RELU6 only clamps.
  mutating func rectifier(_ step: TFLiteOperator, _ operation: Operation) throws(TFLiteError) {
    try append(
      step, operation, inputs: [try value(step, 0)], keepsQuantization: step.builtin == .relu6)
  }

  /// LEAKY_RELU.
  mutating func leakyReLU(_ step: TFLiteOperator) throws(TFLiteError) {
    let slope = try step.options(TFLiteOptions.Kind.leakyReLU).float(0)
    guard slope.isFinite, slope >= 0 else { throw .unsupported(step.site, "a slope of \(slope)") }
    try append(step, .leakyReLU(LeakyReLU(slope: slope)), inputs: [try value(step, 0)])
  }

  /// SOFTMAX over the last axis.
  mutating func softmax(_ step: TFLiteOperator) throws(TFLiteError) {
    let beta = try step.options(TFLiteOptions.Kind.softmax).float(0)
    guard beta == 1 else { throw .unsupported(step.site, "beta \(beta) instead of 1") }
    try append(step, .softmax(Softmax()), inputs: [try value(step, 0)])
  }
}
