import ApusGraph
import ApusModel

// Layers over elements or with weights of 16 bits.

extension RaisedOperator {
  /// Takes a convolution, a depthwise convolution or a dense layer, which are one kind in files.
  mutating func takeWideLayer(_ each: LoweredOperator, _ input: LoweredValue) throws(ExporterError) {
    let (window, groups) = (each.window(input), each.size16(Layout.Record.groups))
    let channels = each.output.channels
    if groups == input.channels, groups > 1 {
      let body = DepthwiseConvolution(
        channels: groups, multiplier: channels / groups, window: window)
      return try takeWide(body, each, input, taps: window.kernel.area) { $1 * channels + $0 }
    }
    let body = Convolution(
      inputChannels: input.channels, outputChannels: channels, window: window, groups: groups)
    let taps = window.kernel.area * (input.channels / groups)
    do throws(ExporterError) {
      // Of a sequence, and where one scale was multiplied in float, it is a dense layer at each position.
      guard input.rank == 3 else { throw .notRead(node: each.name) }
      try takeWide(body, each, input, taps: taps) { $0 * taps + $1 }
    } catch {
      guard window.kernel.area == 1, groups == 1 else { throw error }
      let dense = Dense(inputFeatures: input.channels, outputFeatures: channels)
      do throws(ExporterError) {
        try takeWide(dense, each, input, taps: taps, isPerTensor: true) { $0 * taps + $1 }
      } catch {
        try takeWide(dense, each, input, taps: taps) { $0 * taps + $1 }
      }
    }
  }

  /// Takes a layer with its weights.
  /// - Parameters:
  ///   - isPerTensor: whether one scale for all weights was multiplied in float.
  ///   - weightIndex: the index of a channel's tap among the operation's weights.
  mutating func takeWide(
    _ body: some WeightedOperation, _ each: LoweredOperator, _ input: LoweredValue, taps: Int,
    isPerTensor: Bool = false, weightIndex: (_ channel: Int, _ tap: Int) -> Int
  ) throws(ExporterError) {
    guard case .plain(let bytes) = each.constants else { throw .notRead(node: each.name) }
    let channels = each.output.channels
    let isShifted = each.record.bytes[Layout.Record.encoding] == Layout.Wide.wideWeights
    var constants = ConstantBytes(bytes)
    let biases = constants.take(channels, Int64.self)
    let multipliers = constants.take(channels, Int32.self)
    let stored =
      isShifted
      ? constants.take(channels * taps, Int16.self)
      : constants.take(channels * taps, Int8.self).map { Int16($0) }
    let factors = zip(multipliers, constants.take(channels, Int8.self)).map {
      FixedPointMultiplier(multiplier: $0, shift: Int32($1))
    }
    let zeroPoint = isShifted ? try each.zeroPoint(of: stored) : 0
    var values = [Int8](repeating: 0, count: channels * taps)
    for channel in 0..<channels {
      for tap in 0..<taps {
        values[weightIndex(channel, tap)] = Int8(Int(stored[channel * taps + tap]) + zeroPoint)
      }
    }
    let inputScale = input.quantization.scale
    let isOneScale = isPerTensor || isShifted && Set(multipliers).count == 1
    let scales = try each.weightScales(factors, isPerTensor: isOneScale) {
      isPerTensor || isShifted ? Double(inputScale * $0) : Double(inputScale) * Double($0)
    }
    weights = QuantizedWeights(
      shape: body.parameters[0].shape, values: values, scales: scales, zeroPoint: isShifted ? zeroPoint : nil)
    if each.record.bytes[Layout.Wide.flags] & Layout.Wide.hasWideSums != 0 {
      wideBias = biases
    } else {
      let narrow = biases.compactMap(Int32.init(exactly:))
      guard narrow.count == channels else { throw .notRead(node: each.name) }
      bias = narrow
    }
    operation = body.operation
  }
}

extension LoweredOperator {
  /// The zero point nearest to 0 that brings weights of 16 bits, from which one has been taken, back to 8. Any will do.
  fileprivate func zeroPoint(of weights: [Int16]) throws(ExporterError) -> Int {
    let (least, most) = (Int(weights.min() ?? 0), Int(weights.max() ?? 0))
    let range = (max(-128, -128 - least), min(127, 127 - most))
    guard range.0 <= range.1 else { throw .notRead(node: name) }
    return min(max(0, range.0), range.1)
  }
}
