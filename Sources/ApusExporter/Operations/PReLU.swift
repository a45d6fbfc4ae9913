import ApusGraph
import ApusModel

extension PReLU {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .prelu
    let slopes = ConstantOperand(shape: shape)
    let scale = try result.putConstant(slopes, node)
    let (input, output) = (inputs[0].quantization, result.output.quantization)
    let ratio = Double(input.scale) / Double(output.scale)
    let product = Double(input.scale) * Double(scale) / Double(output.scale)
    guard let positive = FixedPointMultiplier(ratio), positive.isSafe(upTo: 255),
      let negative = FixedPointMultiplier(product), negative.isSafe(upTo: 255 * 255)
    else { throw .multiplier(node: result.name) }
    result.put(positive, at: Layout.LeakyReLU.positive)
    result.put(negative, at: Layout.LeakyReLU.negative)
  }
}
