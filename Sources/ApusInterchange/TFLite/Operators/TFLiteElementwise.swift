import ApusGraph

extension TFLiteImporter {
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

  /// LOGISTIC, whose int8 kernel makes steps of 1/256 from −128 on.
  mutating func logistic(_ step: TFLiteOperator) throws(TFLiteError) {
    if isQuantized {
      let map = try parameters(of: try output(step), "\(step.site)")
      guard map == .probability else {
        throw .unsupported(step.site, "an output that is not of scale 1/256 and zero point -128")
      }
    }
    try append(step, .sigmoid(Sigmoid()), inputs: [try value(step, 0)])
  }

  /// HARD_SWISH.
  mutating func hardSwish(_ step: TFLiteOperator) throws(TFLiteError) {
    try append(step, .hardSwish(HardSwish()), inputs: [try value(step, 0)])
  }
}
