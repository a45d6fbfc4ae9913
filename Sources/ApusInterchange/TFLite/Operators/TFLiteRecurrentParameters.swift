import ApusGraph

extension TFLiteRecurrence {
  /// The tensor of a state of 16 bits or, of filters, of the memory.
  var wideState: TFLiteTensor {
    switch self {
    case .lstm(_, _, _, let cell): cell
    case .svdf(_, _, _, let memory): memory
    }
  }
}

extension TFLiteImporter {
  /// The parameters of a layer that goes through a sequence, in the operation's order.
  func floatParameters(
    of recurrence: TFLiteRecurrence, _ node: TFLiteNode
  ) throws(TFLiteError) -> [[Float]] {
    switch recurrence {
    case .lstm(let input, let recurrent, let biases, _):
      var result: [[Float]] = []
      for gates in [input, recurrent] {
        var joined: [Float] = []
        for gate in gates {
          joined += try floatWeights(of: TFLiteConstants(weights: gate, channelDimension: 0), node.site)
        }
        result.append(joined)
      }
      var bias: [Float] = []
      for gate in biases { bias += try reals(gate, "\(node.site)") }
      return result + [bias]
    case .svdf(let features, let times, let bias, _):
      var result: [[Float]] = []
      for weights in [features, times] {
        result.append(try floatWeights(of: TFLiteConstants(weights: weights, channelDimension: 0), node.site))
      }
      guard case .svdf(let body) = node.operation else { return result }
      return result + [
        try bias.map { bias throws(TFLiteError) in try reals(bias, "\(node.site)") }
          ?? Array(repeating: 0, count: body.units)
      ]
    }
  }

  /// What an int8 LSTM has.
  func quantizedRecurrence(of node: TFLiteNode) throws(TFLiteError) -> QuantizedRecurrence? {
    guard case .lstm(let input, let recurrent, let biases, let cell)? = node.recurrence else { return nil }
    func joined(_ gates: [TFLiteConstant]) throws(TFLiteError) -> QuantizedWeights {
      var (values, scales): ([Int8], [Float]) = ([], [])
      for gate in gates {
        let weights = try int8Weights(
          of: TFLiteConstants(weights: gate, channelDimension: 0), node.site, allowsLowest: true)
        let rows = gate.extents[0]
        values += weights.values
        scales +=
          weights.scales.count == rows ? weights.scales : Array(repeating: weights.scales[0], count: rows)
      }
      return QuantizedWeights(shape: [scales.count, gates[0].extents[1]], values: values, scales: scales)
    }
    var bias: [Int32] = []
    for gate in biases { bias += try int32s(gate, node.site) }
    return QuantizedRecurrence(
      inputWeights: try joined(input), inputBias: bias, recurrentWeights: try joined(recurrent),
      recurrentBias: Array(repeating: 0, count: bias.count),
      stateScale: try parameters(of: cell, "\(node.site)").scale)
  }

  /// What an int8 SVDF has.
  func quantizedFilters(of node: TFLiteNode) throws(TFLiteError) -> QuantizedFilters? {
    guard case .svdf(let features, let times, let bias, let memory)? = node.recurrence,
      case .svdf(let body) = node.operation
    else { return nil }
    let weights = try int8Weights(
      of: TFLiteConstants(weights: features, channelDimension: 0), node.site, allowsLowest: true)
    guard weights.scales.count == 1, times.tensor.type == memory.type, [.int8, .int16].contains(memory.type),
      let integers = file.integers(times)
    else { throw .unsupported(node.site, "weights and a memory of these types") }
    return QuantizedFilters(
      featureWeights: weights, timeWeights: integers.map { Int16(truncatingIfNeeded: $0) },
      timeScale: try parameters(of: times.tensor, "\(node.site)").scale,
      bias: try bias.map { bias throws(TFLiteError) in try int32s(bias, node.site) }
        ?? Array(repeating: 0, count: body.units),
      memory: try parameters(of: memory, "\(node.site)"),
      memoryElement: memory.type == .int16 ? .int16 : .int8)
  }

  private func int32s(_ constant: TFLiteConstant, _ site: TFLiteOperatorSite) throws(TFLiteError) -> [Int32] {
    guard constant.tensor.type == .int32, let integers = file.integers(constant) else {
      throw .tensorType(
        site, tensor: constant.tensor.label, found: constant.tensor.type.name, needed: "INT32")
    }
    return integers.map { Int32(truncatingIfNeeded: $0) }
  }
}
