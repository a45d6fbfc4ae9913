import ApusGraph
import ApusModel

extension LogSoftmax {
  /// Differences of inputs become Q5.26 as a softmax's, and the other way round (TFLite's
  /// `PreprocessLogSoftmaxScalingExp`).
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .logSoftmax
    let factor = try result.softmaxFactor(of: inputs[0])
    let reverse = Double(1 << (31 - factor.shift)) / Double(factor.multiplier)
    guard (0...31).contains(factor.shift), let reverseFactor = FixedPointMultiplier(reverse),
      (-31...0).contains(reverseFactor.shift)
    else { throw .multiplier(node: result.name) }
    result.put(factor, at: Layout.factor)
    result.put(reverseFactor, at: Layout.reverseFactor)
  }
}
