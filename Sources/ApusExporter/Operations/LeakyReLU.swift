import ApusGraph
import ApusModel

extension LeakyReLU {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    let isWide = result.output.element == .int16
    let largest: UInt64 = isWide ? 32_768 : 255
    result.kind = isWide ? .wideLeakyReLU : .leakyReLU
    let (input, output) = (inputs[0].quantization.scale, result.output.quantization.scale)
    // TFLite Micro computes both factors in double; in eight bits float tells no difference, and files stay as they are.
    let ratios =
      isWide
      ? (Double(input) / Double(output), Double(input) * Double(slope) / Double(output))
      : (Double(input / output), Double(input * slope / output))
    guard let positive = FixedPointMultiplier(ratios.0), positive.isSafe(upTo: largest),
      let negative = FixedPointMultiplier(ratios.1), negative.isSafe(upTo: largest)
    else { throw .multiplier(node: result.name) }
    result.put(positive, at: Layout.LeakyReLU.positive)
    result.put(negative, at: Layout.LeakyReLU.negative)
  }
}
