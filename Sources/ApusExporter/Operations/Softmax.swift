import ApusGraph
import ApusModel

extension Softmax {
  /// Differences of inputs become Q5.26: TFLite's `PreprocessSoftmaxScaling` with 5 integer bits.
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .softmax
    guard inputs[0].channels <= SoftmaxRecord.maximumChannels else { throw .tooLarge(node: result.name) }
    let scaling = min(Double(inputs[0].quantization.scale) * 0x1p26, 0x1p31 - 1)
    guard scaling > 1, let factor = FixedPointMultiplier(scaling) else {
      throw .multiplier(node: result.name)
    }
    result.put(factor, at: Layout.factor)
  }
}
