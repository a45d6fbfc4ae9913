import ApusGraph
import ApusModel

extension ReLU {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .rescale
    // TFLite divides the scales in float here.
    let ratio = inputs[0].quantization.scale / result.output.quantization.scale
    try result.putRescaling(by: Double(ratio), from: inputs[0])
  }
}

extension LoweredOperator {
  /// Writes the factor of a rescaling.
  mutating func putRescaling(by ratio: Double, from input: LoweredValue) throws(ExporterError) {
    let largest: UInt64 = input.element == .int16 ? 32_768 : 255
    guard let factor = FixedPointMultiplier(ratio), factor.isSafe(upTo: largest) else {
      throw .multiplier(node: name)
    }
    put(factor, at: Layout.factor)
  }
}
