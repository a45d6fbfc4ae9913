import ApusGraph
import ApusModel

extension GlobalAveragePool {
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    guard result.output.element == .int8 else {
      result.kind = .wideReduceSum
      result.record.put(Layout.Axis.rows | Layout.Axis.columns, at: Layout.behindFactor)
      return try result.putMean(of: inputs[0].height * inputs[0].width, from: inputs[0])
    }
    result.kind = .globalAveragePool
    try result.putMean(of: inputs[0].height * inputs[0].width, from: inputs[0])
  }
}

extension LoweredValue {
  /// The most that an element can be away from its zero point, or more.
  var largestMagnitude: UInt64 { element == .int16 ? 32_768 : 255 }
}

extension LoweredOperator {
  /// Writes the factor of a mean as of TFLite Micro's int8 MEAN: the division by the number of elements goes into the
  /// multiplier, which keeps as many bits as 64-bit arithmetic allows.
  mutating func putMean(of count: Int, from input: LoweredValue) throws(ExporterError) {
    let ratio = Double(input.quantization.scale) / Double(output.quantization.scale)
    guard let whole = FixedPointMultiplier(ratio), count > 0 else { throw .multiplier(node: name) }
    let log2 = Int.bitWidth - 1 - count.leadingZeroBitCount
    let shift = min(log2, 32, 31 + Int(whole.shift))
    let factor = FixedPointMultiplier(
      multiplier: Int32((Int64(whole.multiplier) << Int64(shift)) / Int64(count)),
      shift: whole.shift - Int32(shift))
    guard factor.isSafe(upTo: UInt64(count) * input.largestMagnitude) else {
      throw .accumulator(node: name, channel: 0)
    }
    put(factor, at: Layout.factor)
  }
}
