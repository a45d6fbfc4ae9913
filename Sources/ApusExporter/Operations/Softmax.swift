import ApusGraph
import ApusModel

extension Softmax {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .softmax
    result.put(try result.softmaxFactor(of: inputs[0]), at: Layout.factor)
  }
}

extension LoweredOperator {
  /// The factor by which differences of a softmax's inputs become Q5.26: TFLite's `PreprocessSoftmaxScaling` with 5 integer
  /// bits.
  func softmaxFactor(of input: LoweredValue) throws(ExporterError) -> FixedPointMultiplier {
    guard input.channels <= SoftmaxRecord.maximumChannels else { throw .tooLarge(node: name) }
    let scaling = min(Double(input.quantization.scale) * 0x1p26, 0x1p31 - 1)
    guard scaling > 1, let factor = FixedPointMultiplier(scaling) else { throw .multiplier(node: name) }
    return factor
  }
}
