import ApusGraph
import ApusModel

/// Brings the operators of a file back to a quantized graph: the way back from `Lowering`.
struct Raising {
  /// What the operators are written from.
  private(set) var graph: QuantizedGraph
  private let lowered: LoweredGraph
  private let values: [LoweredValue]
  /// By the number of a value, the operators that take it, and as which of their inputs.
  private var takers: [[(taker: Int, position: Int)]]
  /// By the number of a value, its name in the graph: that of what is rescaled, where the next operator's operation says
  /// that it is.
  private var names: [String]
  private let hasNames: Bool

  /// - Parameters:
  ///   - lowered: operators with names that are unique.
  ///   - pixels: what pixels become, of each input.
  ///   - hasNames: whether these are the names in the file.
  init(_ lowered: LoweredGraph, pixels: [PixelRecord?], hasNames: Bool) throws(ExporterError) {
    self.lowered = lowered
    values = lowered.values
    takers = Array(repeating: [], count: values.count)
    for (index, taker) in lowered.operators.enumerated() {
      for (position, number) in taker.inputs.enumerated() { takers[number].append((index, position)) }
    }
    self.hasNames = hasNames
    names = lowered.sources.map(\.name)
    // A file of one input has no name for it.
    var inputName = Graph.inputName
    while lowered.operators.contains(where: { $0.name == inputName }) { inputName += "_" }
    let inputs = lowered.sources.prefix(lowered.inputCount).enumerated().map { index, source in
      QuantizedInput(
        name: lowered.inputCount == 1 ? inputName : source.name, shape: source.value.shape,
        preprocessing: pixels[index].map { Preprocessing($0, source.value.quantization) },
        quantization: source.value.quantization, elementType: ElementType(source.value.element))
    }
    for (index, input) in inputs.enumerated() { names[index] = input.name }
    graph = QuantizedGraph(name: lowered.name, inputs: inputs)
    for index in lowered.operators.indices { try raise(index) }
    graph.states = lowered.sources.dropFirst(lowered.inputCount).enumerated().map { index, source in
      QuantizedState(
        name: source.name, shape: source.value.shape, quantization: source.value.quantization,
        elementType: ElementType(source.value.element),
        initial: source.startingValues.map { source.value.integers(from: $0) },
        update: names[lowered.updates[index]])
    }
    graph.outputs = lowered.outputs.map { output in
      QuantizedOutput(
        name: lowered.outputs.count == 1 ? NetworkOutput.defaultName : output.name,
        node: names[output.value], meaning: OutputMeaning(output.meaning), classNames: output.classNames,
        temperature: output.temperature, unknownRule: QuantizedUnknownRule(output))
    }
  }

  private mutating func raise(_ index: Int) throws(ExporterError) {
    let each = lowered.operators[index]
    if isImplied(index) { return names.append(names[each.inputs[0]]) }
    names.append(each.name)
    // Memory that begins with zeros is none of the graph's values.
    let given = each.inputs.filter { operation(making: $0)?.kind != .zeros }
    let keepsState = each.kind.takesMemory && given.dropFirst().contains(where: isState)
    let raised = try RaisedOperator(each, inputs: each.inputs.map { values[$0] }, keepsState: keepsState)
    graph.nodes.append(
      QuantizedNode(
        name: each.name, operation: raised.operation, inputs: given.map { names[$0] },
        activation: raised.activation, output: each.output.quantization, weights: raised.weights,
        bias: raised.bias, operand: raised.operand, elementType: ElementType(each.output.element),
        recurrence: raised.recurrence, filters: raised.filters, wideBias: raised.wideBias))
  }

  /// The operator that makes a value; nil for inputs and states.
  private func operation(making number: Int) -> LoweredOperator? {
    number < lowered.sources.count ? nil : lowered.operators[number - lowered.sources.count]
  }

  private func isState(_ number: Int) -> Bool {
    (lowered.inputCount..<lowered.sources.count).contains(number)
  }

  /// Whether an operator is one that the exporter puts in front of another: because its inputs need its output's scale, or
  /// to make what a layer of several steps remembers in.
  private func isImplied(_ index: Int) -> Bool {
    let each = lowered.operators[index]
    guard each.kind == .rescale || each.kind == .requantize || each.kind == .zeros,
      each.clamp == -128...127
    else { return false }
    let number = lowered.sources.count + index
    guard !lowered.outputs.contains(where: { $0.value == number }), !lowered.updates.contains(number) else {
      return false
    }
    guard takers[number].count == 1 else { return false }
    let (index, position) = takers[number][0]
    let taker = lowered.operators[index]
    if taker.kind.takesMemory, position > 0 {
      // Nothing but a layer's memory is made in another way than by a rescaling.
      return each.kind != .rescale || !hasNames || each.name == "\(taker.name).state\(position - 1)"
    }
    guard each.kind != .zeros, taker.kind.keepsScale, taker.output.quantization == each.output.quantization
    else { return false }
    if hasNames { return each.name == "\(taker.name).rescale\(position)" }
    let input = values[each.inputs[0]].quantization
    return FixedPointMultiplier(Double(input.scale) / Double(each.output.quantization.scale)) == each.factor
  }
}

extension LoweredValue {
  /// The shape of a graph's value.
  var shape: Shape {
    switch rank {
    case 1: [channels]
    case 2: [width, channels]
    case _: [height, width, channels]
    }
  }

  /// Elements in order, from their little-endian bytes.
  fileprivate func integers(from bytes: [UInt8]) -> [Int32] {
    stride(from: 0, to: bytes.count, by: element.byteCount).map { start in
      switch element {
      case .int8: Int32(Int8(bitPattern: bytes[start]))
      case .int16: Int32(Int16(bitPattern: UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8))
      case .int32: bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int32($1) }
      }
    }
  }
}

extension ElementType {
  init(_ element: TensorRecord.Element) {
    switch element {
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    }
  }
}

extension OutputMeaning {
  fileprivate init(_ meaning: OutputRecord.Meaning) {
    switch meaning {
    case .values: self = .values
    case .logits: self = .logits
    case .probabilities: self = .probabilities
    case .independentProbabilities: self = .independentProbabilities
    case .probability: self = .probability
    }
  }
}

extension QuantizedUnknownRule {
  /// An output's rule; nil where there is none.
  fileprivate init?(_ output: LoweredOutput) {
    switch output.rule {
    case .never: return nil
    case .output: self = .output(Int(output.number))
    case .margin: self = .margin(Int(output.number))
    case .sum: self = .sum(table: output.table, threshold: Int(output.number))
    }
  }
}

extension Preprocessing {
  /// What an input's pixels go through, as the file tells it. Where it tells only what integers they become, the natural
  /// preprocessing, of which `pixel − 128` comes.
  fileprivate init(_ record: PixelRecord, _ quantization: QuantizationParameters) {
    let told = 0..<record.toldCount
    let fit: Fit =
      switch record.fit {
      case .crop: .crop
      case .stretch: .stretch
      case .pad: .pad
      }
    self.init(
      style: record.style == .digit ? .digit : .photograph,
      offset: told.isEmpty ? [Float(quantization.zeroPoint + 128)] : told.map { record.offset($0) },
      divisor: told.isEmpty ? [1 / quantization.scale] : told.map { record.divisor($0) },
      fit: fit, channelOrder: record.channelOrder == .bgr ? .bgr : .rgb)
    // One number for all channels, where all have the same.
    if Set(offset).count == 1, Set(divisor).count == 1 { (offset, divisor) = ([offset[0]], [divisor[0]]) }
  }
}
