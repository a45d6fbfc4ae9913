import ApusGraph
import ApusModel

extension MatrixProduct {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .matrixProduct
    // TFLite Micro multiplies the scales in float.
    let product = inputs[0].quantization.scale * inputs[1].quantization.scale
    let inner = transposesFirst ? inputs[0].width : inputs[0].channels
    guard let factor = FixedPointMultiplier(Double(product) / Double(result.output.quantization.scale)) else {
      throw .multiplier(node: result.name)
    }
    guard factor.isSafe(upTo: UInt64(inner) * 255 * 255) else {
      throw .accumulator(node: result.name, channel: 0)
    }
    result.put(factor, at: Layout.factor)
    result.record.put(
      (transposesFirst ? Layout.MatrixProduct.transposesFirst : 0)
        | (transposesSecond ? Layout.MatrixProduct.transposesSecond : 0), at: Layout.behindFactor)
  }
}
