import ApusGraph
import ApusModel

// Layers that go through a sequence. What they remember in is not among an operation's own: `Raising` knows where it is from.

extension RaisedOperator {
  /// Takes an LSTM, a GRU or a simple recurrent layer with the weights of both of its products.
  /// - Parameter keepsState: whether it remembers in states of the network.
  mutating func takeRecurrence(
    _ each: LoweredOperator, _ input: LoweredValue, keepsState: Bool
  ) throws(ExporterError) {
    guard case .channels(let channels) = each.constants else { throw .notRead(node: each.name) }
    let (features, units) = (input.channels, each.output.channels)
    let returnsSequence = each.output.rank == 2
    let flags = each.record.bytes[Layout.Recurrent.flags]
    let reversed = flags & Layout.Recurrent.isReversed != 0
    var (sumScale, stateScale) = (QuantizedRecurrence.gateScale, QuantizedRecurrence.unitScale)
    let body: any RecurrentOperation
    switch each.kind {
    case .lstm:
      let exponent = Int(Int8(bitPattern: each.record.bytes[Layout.Recurrent.cellShift])) - 12
      stateScale = Float(sign: .plus, exponent: exponent, significand: 1)
      let clip = each.size16(Layout.Recurrent.cellClip)
      body = LSTM(
        inputFeatures: features, units: units, returnsSequence: returnsSequence, reversed: reversed,
        keepsState: keepsState, cellClip: clip == 0 ? nil : Float(clip) * stateScale)
    case .gru:
      body = GRU(
        inputFeatures: features, units: units, returnsSequence: returnsSequence, reversed: reversed,
        keepsState: keepsState, resetsAfterProduct: flags & Layout.Recurrent.resetsState == 0)
    case _:
      let rectifies = flags & Layout.Recurrent.rectifies != 0
      if rectifies { sumScale = try each.sumScale }
      body = SimpleRNN(
        inputFeatures: features, units: units, returnsSequence: returnsSequence, reversed: reversed,
        keepsState: keepsState, activation: rectifies ? .relu : .tanh)
    }
    let (rows, split) = (body.rows, body.rows * features)
    guard channels.bias.count == 2 * rows else { throw .notRead(node: each.name) }
    operation = body.operation
    recurrence = QuantizedRecurrence(
      inputWeights: QuantizedWeights(
        shape: [rows, features], values: Array(channels.weights[..<split]),
        scales: try each.rowScales(channels.factors[..<rows], input.quantization.scale, sumScale: sumScale)),
      inputBias: Array(channels.bias[..<rows]),
      recurrentWeights: QuantizedWeights(
        shape: [rows, units], values: Array(channels.weights[split...]),
        scales: try each.rowScales(
          channels.factors[rows...], each.output.quantization.scale, sumScale: sumScale)),
      recurrentBias: Array(channels.bias[rows...]), sumScale: sumScale, stateScale: stateScale)
  }

  /// Takes filters over features and over time.
  /// - Parameter memory: the value that it remembers in.
  mutating func takeFilters(
    _ each: LoweredOperator, _ input: LoweredValue, memory: LoweredValue, keepsState: Bool
  ) throws(ExporterError) {
    let (features, units) = (input.channels, each.output.channels)
    let (filterCount, length) = (memory.width, memory.channels)
    guard case .plain(let bytes) = each.constants else { throw .notRead(node: each.name) }
    let body = SVDF(
      inputFeatures: features, units: units, rank: filterCount / units, memory: length, rectifies: false,
      keepsState: keepsState)
    var constants = ConstantBytes(bytes)
    let bias = constants.take(units, Int32.self)
    let weights = constants.take(filterCount * features, Int8.self)
    let times =
      memory.element == .int16
      ? constants.take(filterCount * length, Int16.self)
      : constants.take(filterCount * length, Int8.self).map { Int16($0) }
    let (taken, kept) = (input.quantization.scale, memory.quantization.scale)
    let made = each.output.quantization.scale
    operation = body.operation
    filters = QuantizedFilters(
      featureWeights: QuantizedWeights(
        shape: [filterCount, features], values: weights,
        scales: [
          try each.scale(of: each.factor(at: Layout.Recurrent.feature), unit: Double(taken / kept)) {
            Double(taken * $0 / kept)
          }
        ]), timeWeights: times,
      timeScale: try each.scale(of: each.factor(at: Layout.Recurrent.time), unit: Double(kept / made)) {
        Double(kept * $0 / made)
      },
      bias: bias, memory: memory.quantization, memoryElement: ElementType(memory.element))
  }
}

extension LoweredOperator {
  /// The scales of a product's rows that give its multipliers.
  fileprivate func rowScales(
    _ factors: ArraySlice<FixedPointMultiplier>, _ inputScale: Float, sumScale: Float
  ) throws(ExporterError) -> [Float] {
    var scales: [Float] = []
    for factor in factors {
      scales.append(
        try scale(of: factor, unit: Double(inputScale) / Double(sumScale)) {
          Double(inputScale * $0) / Double(sumScale)
        })
    }
    return scales
  }

  /// The scale of the sums that a rectifying layer rescales.
  fileprivate var sumScale: Float {
    get throws(ExporterError) {
      let made = Double(output.quantization.scale)
      return try scale(of: factor(at: Layout.Recurrent.output), unit: 1 / made) { Double($0) / made }
    }
  }
}
