import ApusGraph
import ApusModel

extension LoweredOperator {
  /// Checks weights and bias, computes the multipliers, proves that no accumulator overflows that is not multiplied by 0, and lays all of
  /// it out as the constants section wants it.
  /// - Parameters:
  ///   - effectiveScale: `inputScale × weightScale / outputScale` for a weight scale.
  ///   - weightIndex: the index of a channel's tap among the weights.
  mutating func putConstants(
    _ node: QuantizedNode, input: LoweredValue, channels: Int, taps: Int,
    effectiveScale: (Float) -> Double, weightIndex: (_ channel: Int, _ tap: Int) -> Int
  ) throws(ExporterError) {
    guard let weights = node.weights, weights.values.count == channels * taps,
      weights.shape == node.operation.body.parameters[0].shape,
      weights.scales.count == channels || weights.scales.count == 1,
      weights.scales.allSatisfy({ $0 > 0 && $0.isFinite }), !weights.values.contains(-128)
    else { throw .weights(node: node.name) }
    let bias = node.bias ?? Array(repeating: 0, count: channels)
    guard bias.count == channels else { throw .bias(node: node.name) }

    let zeroPoint = input.quantization.zeroPoint
    let magnitude = UInt64(max(zeroPoint + 128, 127 - zeroPoint))
    var factors: [FixedPointMultiplier] = []
    for channel in 0..<channels {
      let scale = weights.scales.count == 1 ? weights.scales[0] : weights.scales[channel]
      guard let factor = FixedPointMultiplier(effectiveScale(scale)), factor.isSafe(upTo: 0) else {
        throw .multiplier(node: node.name)
      }
      factors.append(factor)
      // A channel whose multiplier is 0 makes the zero point of any sum, one that has wrapped around too.
      guard factor.multiplier > 0 else { continue }
      var total: UInt64 = 0
      for tap in 0..<taps { total += UInt64(weights.values[weightIndex(channel, tap)].magnitude) }
      guard factor.isSafe(upTo: total * magnitude + UInt64(bias[channel].magnitude)) else {
        throw .accumulator(node: node.name, channel: channel)
      }
    }
    constants = .channels(LoweredChannels(bias: bias, factors: factors, weights: weights.values))
  }
}
