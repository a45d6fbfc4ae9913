import ApusGraph
import ApusModel

extension Reduce {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    let (input, output) = (inputs[0], result.output)
    let missing = 3 - input.rank
    let mask = axes.reduce(0 as UInt8) { $0 | 1 << UInt8($1 + missing) }
    let extents = [input.height, input.width, input.channels]
    let count = axes.reduce(1) { $0 * extents[$1 + missing] }
    let isWide = output.element == .int16
    switch kind {
    case .mean
    where !isWide && mask == Layout.Axis.rows | Layout.Axis.columns && output.height * output.width == 1:
      result.kind = .globalAveragePool
      try result.putMean(of: count, from: input)
      return
    case .mean:
      result.kind = isWide ? .wideReduceSum : .reduceSum
      try result.putMean(of: count, from: input)
    case .sum:
      result.kind = isWide ? .wideReduceSum : .reduceSum
      let ratio = Double(input.quantization.scale) / Double(output.quantization.scale)
      guard let factor = FixedPointMultiplier(ratio) else { throw .multiplier(node: result.name) }
      guard factor.isSafe(upTo: UInt64(count) * input.largestMagnitude) else {
        throw .accumulator(node: result.name, channel: 0)
      }
      result.put(factor, at: Layout.factor)
    case .maximum: result.kind = .reduceMaximum
    case .minimum: result.kind = .reduceMinimum
    case .product: throw .unsupported(node: result.name, operation: "a product along axes")
    }
    result.record.put(mask, at: Layout.behindFactor)
  }
}
