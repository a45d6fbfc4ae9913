import ApusGraph
import ApusModel

extension ReLU {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    // Of int16 it is a leaky rectifier that lets nothing through.
    guard result.output.element == .int8 else { return try LeakyReLU(slope: 0).lower(inputs, into: &result) }
    result.kind = .rescale
    // TFLite divides the scales in float here.
    let ratio = inputs[0].quantization.scale / result.output.quantization.scale
    try result.putRescaling(by: Double(ratio), from: inputs[0])
  }
}

extension LoweredOperator {
  /// Writes the factor of a rescaling.
  mutating func putRescaling(by ratio: Double, from input: LoweredValue) throws(ExporterError) {
    let largest: UInt64 =
      switch input.element {
      case .int8: 255
      case .int16: 32_768
      case .int32: RequantizeRecord.largestOfInt32
      }
    guard let factor = FixedPointMultiplier(ratio), factor.isSafe(upTo: largest) else {
      throw .multiplier(node: name)
    }
    put(factor, at: Layout.factor)
  }
}
