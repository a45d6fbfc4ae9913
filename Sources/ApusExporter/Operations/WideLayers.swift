import ApusGraph
import ApusModel

extension LoweredOperator {
  /// Whether a layer takes and makes int16, or has weights with a zero point, so that it needs kernels and constants of
  /// another kind.
  func isWide(_ node: QuantizedNode) -> Bool {
    output.element == .int16 || node.weights?.zeroPoint != nil
  }

  /// Makes it a convolution over elements or with weights of 16 bits, transposed or not.
  /// - Parameters:
  ///   - window: of a dense layer a single position.
  ///   - groups: of a depthwise convolution as many as the input has channels.
  ///   - weightIndex: the index of a channel's tap among the node's weights.
  mutating func putWideLayer(
    _ node: QuantizedNode, input: LoweredValue, window: Window, groups: Int = 1, channels: Int, taps: Int,
    weightIndex: (_ channel: Int, _ tap: Int) -> Int
  ) throws(ExporterError) {
    try put(window, input: input)
    guard let groups = UInt16(exactly: groups) else { throw .tooLarge(node: node.name) }
    record.put(groups, at: Layout.Record.groups)
    putWideClamp(node.activation)
    guard let weights = node.weights, weights.values.count == channels * taps,
      weights.shape == node.operation.body.parameters[0].shape,
      weights.scales.count == channels || weights.scales.count == 1,
      weights.scales.allSatisfy({ $0 > 0 && $0.isFinite }),
      weights.zeroPoint.map({ (-128...127).contains($0) }) ?? true
    else { throw .weights(node: node.name) }
    let bias = node.wideBias ?? node.bias?.map { Int64($0) } ?? Array(repeating: 0, count: channels)
    guard bias.count == channels else { throw .bias(node: node.name) }
    let hasWideSums = node.wideBias != nil
    if hasWideSums { record.put(Layout.Wide.hasWideSums, at: Layout.Wide.flags) }
    if weights.zeroPoint != nil { record.put(Layout.Wide.wideWeights, at: Layout.Record.encoding) }

    let magnitude: UInt64 =
      input.element == .int16
      ? 32_768 : UInt64(max(input.quantization.zeroPoint + 128, 127 - input.quantization.zeroPoint))
    let (inputScale, outputScale) = (input.quantization.scale, output.quantization.scale)
    // TFLite multiplies the scales of weights with a zero point in float, and the one of a dense layer's.
    let isDense = if case .dense = node.operation { true } else { false }
    let multipliesInFloat = weights.zeroPoint != nil || isDense && weights.scales.count == 1
    var (biases, multipliers, values, shifts): ([UInt8], [UInt8], [UInt8], [UInt8]) = ([], [], [], [])
    for channel in 0..<channels {
      let scale = weights.scales.count == 1 ? weights.scales[0] : weights.scales[channel]
      let product =
        multipliesInFloat ? Double(inputScale * scale) : Double(inputScale) * Double(scale)
      guard let factor = FixedPointMultiplier(product / Double(outputScale)), factor.isSafe(upTo: 0),
        !hasWideSums || factor.shift < 8
      else { throw .multiplier(node: node.name) }
      var total: UInt64 = 0
      for tap in 0..<taps {
        let weight = Int16(weights.values[weightIndex(channel, tap)]) - Int16(weights.zeroPoint ?? 0)
        total += UInt64(weight.magnitude)
        if weights.zeroPoint == nil {
          values.append(UInt8(truncatingIfNeeded: weight))
        } else {
          values.append(littleEndian: weight)
        }
      }
      let (bound, overflows) = (total * magnitude).addingReportingOverflow(bias[channel].magnitude)
      let isSafe = !overflows && (hasWideSums ? bound < 1 << 47 : factor.isSafe(upTo: bound))
      guard factor.multiplier == 0 || isSafe else { throw .accumulator(node: node.name, channel: channel) }
      biases.append(littleEndian: bias[channel])
      multipliers.append(littleEndian: factor.multiplier)
      shifts.append(UInt8(truncatingIfNeeded: factor.shift))
    }
    constants = .plain(biases + multipliers + values + shifts)
  }

  /// Makes it a pool of int16.
  mutating func putWidePool(
    _ kind: OperatorKind, _ node: QuantizedNode, window: Window, input: LoweredValue
  ) throws(ExporterError) {
    self.kind = kind
    guard window.kernel.area <= WidePool.maximumArea else { throw .tooLarge(node: node.name) }
    try put(window, input: input)
    putWideClamp(node.activation)
  }

  /// Writes the range of outputs that a fused rectifier allows, in as many bits as elements have.
  private mutating func putWideClamp(_ activation: FusedActivation) {
    let range = wideClamp(activation)
    record.put(Int16(range.lowerBound), at: Layout.Wide.clampLow)
    record.put(Int16(range.upperBound), at: Layout.Wide.clampHigh)
  }

  /// The range of outputs that a fused rectifier allows, in as many bits as elements have.
  func wideClamp(_ activation: FusedActivation) -> ClosedRange<Int> {
    let (scale, zero) = (output.quantization.scale, output.quantization.zeroPoint)
    let range = output.element == .int16 ? -32_768...32_767 : -128...127
    let six = Double((6 / scale).rounded(.toNearestOrAwayFromZero)) + Double(zero)
    let high =
      activation == .relu6 ? Int(min(max(six, Double(zero)), Double(range.upperBound))) : range.upperBound
    return (activation == .none ? range.lowerBound : zero)...high
  }
}

extension OperatorKind {
  /// Whether the record has a clamp in as many bits as elements have.
  var hasWideClamp: Bool {
    [.wideConvolution, .wideTransposedConvolution, .wideMaxPool, .wideAveragePool].contains(self)
  }
}
