import ApusGraph

/// How the largest weight that int8 represents is chosen, for each output channel.
public enum WeightClipping: String, Hashable, Sendable, CaseIterable {
  /// The largest magnitude becomes 127.
  case none
  /// The magnitude that gives the least squared error; larger weights saturate.
  case meanSquaredError = "mse"
}

/// Quantizes one layer's weights, symmetrically, with a scale for each output channel, and its bias to the
/// scale of the sums.
struct WeightQuantizer {
  /// Half of what 32 bits hold; the other half is for sums of products.
  static let largestBias = 1 << 30

  let clipping: WeightClipping
  /// The scale of the layer's input.
  let inputScale: Float
  /// The scale of its output.
  let outputScale: Float

  /// Scales are infinite where the layer cannot be computed in int8.
  /// - Parameters:
  ///   - weight: the float weights.
  ///   - isChannelLast: whether the output channel is the innermost extent, rather than the outermost.
  ///   - bias: one number for each output channel.
  func quantize(
    _ weight: Tensor, isChannelLast: Bool, bias: [Float]
  ) -> (weights: QuantizedWeights, bias: [Int32]) {
    let channels = bias.count
    let taps = weight.count / max(channels, 1)
    var result = QuantizedWeights(
      shape: weight.shape, values: Array(repeating: 0, count: weight.count),
      scales: Array(repeating: 1, count: channels))
    var integers: [Int32] = []
    let positions = { (channel: Int) in
      (0..<taps).map { tap in isChannelLast ? tap * channels + channel : channel * taps + tap }
    }
    result.scales = Concurrent.map(channels) { channel in
      max(bestScale(positions(channel).map { weight.values[$0] }), smallestScale(bias: bias[channel]))
    }
    for channel in 0..<channels {
      let scale = result.scales[channel]
      for position in positions(channel) {
        result.values[position] = Self.integer(weight.values[position], scale)
      }
      let step = Double(inputScale) * Double(scale)
      integers.append(Int32((Double(bias[channel]) / step).rounded(.toNearestOrAwayFromZero)))
    }
    return (result, integers)
  }

  private static func integer(_ value: Float, _ scale: Float) -> Int8 {
    max(-127, QuantizationParameters(scale: scale, zeroPoint: 0).quantized(value))
  }

  /// The scale by the chosen criterion; 0 where all weights are zero.
  private func bestScale(_ values: [Float]) -> Float {
    let largest = values.map(abs).max() ?? 0
    switch clipping {
    case .none: return largest / 127
    case .meanSquaredError:
      var best = (error: Double.infinity, scale: largest / 127)
      // Half of the smallest scales would not be a positive number.
      guard best.scale.isNormal else { return best.scale }
      for percent in stride(from: 100, through: 50, by: -1) {
        let scale = largest * Float(percent) / 100 / 127
        var error = 0.0
        for value in values {
          let difference = Double(value - Float(Self.integer(value, scale)) * scale)
          error += difference * difference
        }
        if error < best.error { best = (error, scale) }
      }
      return best.scale
    }
  }

  /// Below this scale the channel could not be computed: its bias would not fit its half of 32 bits, or its
  /// multiplier `inputScale · scale / outputScale` would underflow. A channel that the bound touches is all but
  /// constant, and loses nothing by coarser weights.
  private func smallestScale(bias: Float) -> Float {
    let forBias = abs(Double(bias)) / (Double(inputScale) * Double(Self.largestBias))
    let forMultiplier = Double(outputScale) / Double(inputScale) * 0x1p-24
    return Float(max(forBias, forMultiplier)).nextUp
  }
}
