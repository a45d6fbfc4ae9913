import ApusGraph

extension TFLiteImporter {
  /// RELU and RELU6. TFLite Micro's int8 RELU6 only clamps.
  mutating func rectifier(_ step: TFLiteOperator, _ operation: Operation) throws(TFLiteError) {
    try append(
      step, operation, inputs: [try value(step, 0)],
      keepsQuantization: step.builtin == .relu6)
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

  /// A function of each element without options, as LOGISTIC is.
  mutating func function(_ step: TFLiteOperator, _ operation: Operation) throws(TFLiteError) {
    if isQuantized, let needed = operation.int8.output {
      let found = try parameters(of: try output(step), "\(step.site)")
      guard found == needed else {
        throw .unsupported(
          step.site,
          "an output that is not of scale 1/\(Int(1 / needed.scale)) and zero point \(needed.zeroPoint)")
      }
    }
    try append(step, operation, inputs: [try value(step, 0)])
  }
}
