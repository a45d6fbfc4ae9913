import ApusGraph
import ApusModel

extension LSTM {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    guard output == .hidden else { throw .unsupported(node: node.name, operation: "lstm of its cell state") }
    result.kind = .lstm
    let recurrence = try result.putStepProducts(self, of: node, input: inputs[0])
    let (unit, cell) = (Double(QuantizedRecurrence.unitScale), Double(recurrence.stateScale))
    // A cell state's scale is a power of two; 2⁻¹² is what a tanh takes.
    guard cell.significand == 1, (-30...14).contains(cell.exponent + 12) else {
      throw .quantization(node: node.name)
    }
    try result.putFraction(unit * cell / cell, at: Layout.Recurrent.forget)
    try result.putFraction(unit * unit / cell, at: Layout.Recurrent.input)
    try result.putFraction(
      unit * unit / Double(result.output.quantization.scale), at: Layout.Recurrent.output)
    result.record.put(Int8(cell.exponent + 12), at: Layout.Recurrent.cellShift)
    if let cellClip {
      let steps = min(Double(cellClip) / cell, 32_767)
      guard steps >= 1 else { throw .quantization(node: node.name) }
      result.record.put(UInt16(steps), at: Layout.Recurrent.cellClip)
    }
  }
}

extension GRU {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .gru
    let recurrence = try result.putStepProducts(self, of: node, input: inputs[0])
    guard recurrence.stateScale == QuantizedRecurrence.unitScale else { throw .quantization(node: node.name) }
    if !resetsAfterProduct { result.putFlag(Layout.Recurrent.resetsState) }
    try result.putFactor(
      Double(recurrence.stateScale) / Double(result.output.quantization.scale), upTo: 1 << 15,
      at: Layout.Recurrent.output)
  }
}

extension SimpleRNN {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .simpleRNN
    let recurrence = try result.putStepProducts(self, of: node, input: inputs[0])
    let scale: Float
    switch activation {
    case .tanh:
      guard recurrence.sumScale == QuantizedRecurrence.gateScale else {
        throw .quantization(node: node.name)
      }
      scale = QuantizedRecurrence.unitScale
    case .relu:
      result.putFlag(Layout.Recurrent.rectifies)
      scale = recurrence.sumScale
    }
    try result.putFactor(
      Double(scale) / Double(result.output.quantization.scale), upTo: 1 << 15, at: Layout.Recurrent.output)
  }
}

extension SVDF {
  func lower(
    _ node: QuantizedNode, _ inputs: [LoweredValue], into result: inout LoweredOperator
  ) throws(ExporterError) {
    result.kind = .svdf
    guard let filters = node.filters, filters.featureWeights.scales.count == 1,
      filters.featureWeights.values.count == self.filters * inputFeatures,
      filters.timeWeights.count == self.filters * memory, filters.timeScale > 0, filters.timeScale.isFinite
    else { throw .weights(node: node.name) }
    guard filters.bias.count == units else { throw .bias(node: node.name) }
    // As TFLite Micro computes them: in float.
    let (memory, weight) = (filters.memory.scale, filters.featureWeights.scales[0])
    try result.putFactor(
      Double(inputs[0].quantization.scale * weight / memory), upTo: 0, at: Layout.Recurrent.feature)
    try result.putFactor(
      Double(memory * filters.timeScale / result.output.quantization.scale), upTo: 0,
      at: Layout.Recurrent.time)
    var bytes: [UInt8] = []
    for value in filters.bias { bytes.append(littleEndian: value) }
    bytes += filters.featureWeights.values.lazy.map { UInt8(bitPattern: $0) }
    for value in filters.timeWeights {
      switch filters.memoryElement {
      case .int16: bytes.append(littleEndian: value)
      case .int8:
        guard let value = Int8(exactly: value) else { throw .weights(node: node.name) }
        bytes.append(UInt8(bitPattern: value))
      case .int32: throw .elements(node: node.name)
      }
    }
    result.constants = .plain(bytes)
  }
}

extension LoweredOperator {
  /// Writes a factor that is not above 1.
  fileprivate mutating func putFraction(_ factor: Double, at place: Layout.Factor) throws(ExporterError) {
    guard let factor = FixedPointMultiplier(factor), factor.shift <= 0 else { throw .multiplier(node: name) }
    put(factor, at: place)
  }
}
