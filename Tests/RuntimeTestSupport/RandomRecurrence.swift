import ApusGraph

extension QuantizedNode {
  /// Gives a layer that goes through a sequence random weights and scales of the sizes that trained ones have.
  public mutating func drawRecurrence(_ random: inout RandomSource) {
    func weights(_ rows: Int, _ taps: Int, scales: Int) -> QuantizedWeights {
      QuantizedWeights(
        shape: [rows, taps], values: (0..<rows * taps).map { _ in Int8(random.integer(below: 255) - 127) },
        scales: (0..<scales).map { _ in random.uniform(0.001, 0.01) })
    }
    func biases(_ count: Int) -> [Int32] {
      (0..<count).map { _ in Int32(random.integer(below: 4001) - 2000) }
    }
    if let body = operation.body as? any RecurrentOperation {
      output = QuantizationParameters(
        scale: random.uniform(0.006, 0.01), zeroPoint: random.integer(below: 40) - 20)
      let rectifies = (body as? SimpleRNN)?.activation == .relu
      recurrence = QuantizedRecurrence(
        inputWeights: weights(body.rows, body.inputFeatures, scales: body.rows), inputBias: biases(body.rows),
        recurrentWeights: weights(body.rows, body.units, scales: body.rows), recurrentBias: biases(body.rows),
        sumScale: rectifies ? output.scale / 32 : QuantizedRecurrence.gateScale,
        stateScale: body is LSTM
          ? 0x1p-15 * Float(1 << random.integer(below: 6)) : QuantizedRecurrence.unitScale)
    } else if let body = operation.body as? SVDF {
      let isWide = random.integer(below: 2) == 0
      filters = QuantizedFilters(
        featureWeights: weights(body.filters, body.inputFeatures, scales: 1),
        timeWeights: (0..<body.filters * body.memory).map { _ in
          Int16(random.integer(below: isWide ? 65_535 : 255) - (isWide ? 32_767 : 127))
        }, timeScale: isWide ? 0.0001 : 0.02, bias: biases(body.units),
        memory: QuantizationParameters(
          scale: isWide ? 0.003 : 0.4, zeroPoint: isWide ? 0 : random.integer(below: 20) - 10),
        memoryElement: isWide ? .int16 : .int8)
    }
  }

  /// The states that it keeps, with the integers in which it does.
  public var keptStates: [(name: String, QuantizationParameters, ElementType)] {
    guard let body = operation.body as? any StatefulOperation, body.keepsState else { return [] }
    let wide = QuantizationParameters(scale: recurrence?.stateScale ?? 1, zeroPoint: 0)
    switch body {
    case is LSTM: return [(inputs[1], output, .int8), (inputs[2], wide, .int16)]
    case is GRU: return [(inputs[1], wide, .int16)]
    case is SimpleRNN: return [(inputs[1], output, .int8)]
    default: return filters.map { [(inputs[1], $0.memory, $0.memoryElement)] } ?? []
    }
  }
}

extension QuantizedGraph {
  /// The same with one scale for the weights of each gate and no second biases, as TensorFlow Lite has them, and states that
  /// begin with what stands for 0.
  public func withScalesOfGates() -> QuantizedGraph {
    var result = self
    for index in result.nodes.indices {
      guard let body = nodes[index].operation.body as? any RecurrentOperation else { continue }
      func alike(_ scales: [Float]) -> [Float] { scales.indices.map { scales[$0 / body.units * body.units] } }
      guard var recurrence = nodes[index].recurrence else { continue }
      recurrence.inputWeights.scales = alike(recurrence.inputWeights.scales)
      recurrence.recurrentWeights.scales = alike(recurrence.recurrentWeights.scales)
      recurrence.recurrentBias = recurrence.recurrentBias.map { _ in 0 }
      result.nodes[index].recurrence = recurrence
    }
    for index in result.states.indices {
      result.states[index].initial = [Int32(states[index].quantization.zeroPoint)]
    }
    return result
  }
}
