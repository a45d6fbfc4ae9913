import ApusGraph
import ApusModel

extension LeakyReLU {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .leakyReLU
    let (input, output) = (inputs[0].quantization.scale, result.output.quantization.scale)
    // TFLite computes both factors in float.
    guard let positive = FixedPointMultiplier(Double(input / output)), positive.isSafe(upTo: 255),
      let negative = FixedPointMultiplier(Double(input * slope / output)), negative.isSafe(upTo: 255)
    else { throw .multiplier(node: result.name) }
    result.put(positive, at: Layout.LeakyReLU.positive)
    result.put(negative, at: Layout.LeakyReLU.negative)
  }
}
