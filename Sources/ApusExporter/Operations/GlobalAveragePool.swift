import ApusGraph
import ApusModel

extension GlobalAveragePool {
  /// TFLite Micro's int8 MEAN: the division by the number of positions goes into the multiplier, which keeps
  /// as many bits as 64-bit arithmetic allows.
  func lower(_ inputs: [LoweredValue], into result: inout LoweredOperator) throws(ExporterError) {
    result.kind = .globalAveragePool
    let positions = inputs[0].height * inputs[0].width
    let ratio = Double(inputs[0].quantization.scale) / Double(result.output.quantization.scale)
    guard let whole = FixedPointMultiplier(ratio), positions > 0 else {
      throw .multiplier(node: result.name)
    }
    let log2 = Int.bitWidth - 1 - positions.leadingZeroBitCount
    let shift = min(log2, 32, 31 + Int(whole.shift))
    let factor = FixedPointMultiplier(
      multiplier: Int32((Int64(whole.multiplier) << Int64(shift)) / Int64(positions)),
      shift: whole.shift - Int32(shift))
    guard factor.isSafe(upTo: UInt64(positions) * 255) else {
      throw .accumulator(node: result.name, channel: 0)
    }
    result.put(factor, at: Layout.factor)
  }
}
