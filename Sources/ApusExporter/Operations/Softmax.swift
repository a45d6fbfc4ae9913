import ApusGraph
import ApusModel

extension Softmax {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    guard result.output.element == .int8 else {
      result.kind = .wideSoftmax
      guard inputs[0].channels <= WideSoftmaxRecord.maximumChannels else {
        throw .tooLarge(node: result.name)
      }
      // Of 16 bits all stand for −10.
      let scaling = Double(inputs[0].quantization.scale) / (10 / 65_535)
      guard let factor = FixedPointMultiplier(scaling), factor.isSafe(upTo: 65_535) else {
        throw .multiplier(node: result.name)
      }
      return result.put(factor, at: Layout.factor)
    }
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
