import ApusGraph
import ApusModel

extension LoweredOperator {
  /// Checks weights and biases of both products of a recurrent layer, computes their multipliers, proves that no sum
  /// overflows, and lays all of it out as the constants section wants it.
  /// - Parameter input: what the layer goes through. The hidden state has the output's scale and zero point.
  mutating func putStepProducts(
    _ body: some RecurrentOperation, of node: QuantizedNode, input: LoweredValue
  ) throws(ExporterError) -> QuantizedRecurrence {
    guard let recurrence = node.recurrence, recurrence.sumScale > 0, recurrence.sumScale.isFinite,
      recurrence.stateScale > 0, recurrence.stateScale.isFinite
    else { throw .weights(node: node.name) }
    var channels = LoweredChannels(bias: [], factors: [], weights: [])
    try channels.append(
      recurrence.inputWeights, recurrence.inputBias, rows: body.rows, taps: body.inputFeatures,
      from: input.quantization, sumScale: recurrence.sumScale, node: node.name)
    try channels.append(
      recurrence.recurrentWeights, recurrence.recurrentBias, rows: body.rows, taps: body.units,
      from: output.quantization, sumScale: recurrence.sumScale, node: node.name)
    constants = .channels(channels)
    if body.reversed { putFlag(Layout.Recurrent.isReversed) }
    return recurrence
  }

  /// Adds to the flags of an operator of several steps.
  mutating func putFlag(_ flag: UInt8) {
    record.put(record.bytes[Layout.Recurrent.flags] | flag, at: Layout.Recurrent.flags)
  }

  /// Writes a factor, which must be one that integers up to a magnitude can be multiplied by.
  mutating func putFactor(
    _ factor: Double, upTo magnitude: UInt64, at place: Layout.Factor
  ) throws(ExporterError) {
    guard let factor = FixedPointMultiplier(factor), factor.isSafe(upTo: magnitude) else {
      throw .multiplier(node: name)
    }
    put(factor, at: place)
  }
}

extension LoweredChannels {
  /// Adds the rows of a product.
  fileprivate mutating func append(
    _ weights: QuantizedWeights, _ bias: [Int32], rows: Int, taps: Int, from input: QuantizationParameters,
    sumScale: Float, node: String
  ) throws(ExporterError) {
    guard weights.values.count == rows * taps, weights.scales.count == rows,
      weights.scales.allSatisfy({ $0 > 0 && $0.isFinite })
    else { throw .weights(node: node) }
    guard bias.count == rows else { throw .bias(node: node) }
    let magnitude = UInt64(max(input.zeroPoint + 128, 127 - input.zeroPoint))
    for row in 0..<rows {
      // TFLite Micro multiplies the first two in float.
      let scale = Double(input.scale * weights.scales[row]) / Double(sumScale)
      guard let factor = FixedPointMultiplier(scale), factor.isSafe(upTo: 0) else {
        throw .multiplier(node: node)
      }
      let total = weights.values[row * taps..<(row + 1) * taps].reduce(0 as UInt64) {
        $0 + UInt64($1.magnitude)
      }
      guard factor.isSafe(upTo: total * magnitude + UInt64(bias[row].magnitude)) else {
        throw .accumulator(node: node, channel: row)
      }
      factors.append(factor)
    }
    self.bias += bias
    self.weights += weights.values
  }
}
