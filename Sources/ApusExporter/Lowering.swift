import ApusGraph
import ApusModel

/// Brings a quantized graph to the operators that the format has. What rescales, joins or moves values
/// without arithmetic of its own needs inputs with its output's quantization parameters; where they differ,
/// a rescaling is put in between.
struct Lowering {
  /// All that a file is written from.
  private(set) var graph: LoweredGraph
  /// Inputs, states, then what each operator makes.
  private var values: [LoweredValue]
  private var numbers: [String: Int] = [:]

  init(_ graph: QuantizedGraph) throws(ExporterError) {
    let shapes: [String: Shape]
    do throws(GraphError) {
      try graph.skeleton.validateInterface()
      shapes = try graph.skeleton.shapes()
    } catch {
      throw .graph(error)
    }
    var sources: [LoweredSource] = []
    for input in graph.inputs { sources.append(try LoweredSource(input)) }
    for state in graph.states { sources.append(try LoweredSource(state)) }
    self.graph = LoweredGraph(
      name: graph.name, sources: sources, inputCount: graph.inputs.count, operators: [], outputs: [],
      updates: [])
    values = sources.map(\.value)
    for (number, source) in sources.enumerated() {
      try check(source.value, node: source.name)
      numbers[source.name] = number
    }
    for node in graph.nodes {
      try lower(
        node, output: LoweredValue(shapes[node.name]!, node.output, TensorRecord.Element(node.elementType)))
    }
    for output in graph.outputs {
      var number = numbers[output.node]!
      // States change before a caller reads the outputs.
      if state(under: number) != nil { number = try copy(number, for: output.name) }
      self.graph.outputs.append(try LoweredOutput(output, value: values[number], number: number))
    }
    for (index, state) in graph.states.enumerated() {
      var number = numbers[state.update]!
      // States become their updates one after the other: an earlier one has changed by then.
      if let other = self.state(under: number), other < index { number = try copy(number, for: state.name) }
      self.graph.updates.append(number)
    }
  }

  /// Which state has the bytes of a value: the state itself, or what a view is of.
  private func state(under number: Int) -> Int? {
    var number = number
    while number >= graph.sources.count {
      let maker = graph.operators[number - graph.sources.count]
      guard maker.kind == .view else { return nil }
      number = maker.inputs[0]
    }
    return number < graph.inputCount ? nil : number - graph.inputCount
  }

  /// Adds an operator that copies a value; the number of the copy.
  private mutating func copy(_ number: Int, for name: String) throws(ExporterError) -> Int {
    let value = values[number]
    var result = LoweredOperator(name: "\(name).copy", kind: .slice, inputs: [number], output: value)
    let whole = Slice(
      rows: .init(begin: 0, count: value.height), columns: .init(begin: 0, count: value.width),
      channels: .init(begin: 0, count: value.channels))
    try whole.lower(into: &result)
    return try append(result, activation: .none)
  }

  private func check(_ value: LoweredValue, node: String) throws(ExporterError) {
    let parameters = value.quantization
    guard parameters.scale > 0, parameters.scale.isFinite, (-128...127).contains(parameters.zeroPoint),
      value.element == .int8 || parameters.zeroPoint == 0
    else { throw .quantization(node: node) }
    guard UInt16(exactly: value.height) != nil, UInt16(exactly: value.width) != nil,
      checkedProduct(value.height, value.width, value.channels) != nil,
      checkedProduct(value.count, value.element.byteCount) != nil
    else { throw .tooLarge(node: node) }
  }

  private mutating func lower(_ node: QuantizedNode, output: LoweredValue) throws(ExporterError) {
    try check(output, node: node.name)
    var inputs = node.inputs.map { numbers[$0]! }
    var name = node.name
    var activation = node.activation
    let int8 = node.operation.int8
    if let needed = int8.output(of: node.elementType), !int8.makes(node.output, of: node.elementType) {
      throw .output(node: node.name, needed: needed)
    }
    guard int8.outputElement == .int8 || int8.outputElement == node.elementType else {
      throw .elements(node: node.name)
    }
    if int8.keepsScale {
      for (position, number) in inputs.enumerated()
      where values[number].quantization != node.output || values[number].element != output.element {
        var value = values[number]
        value.quantization = node.output
        value.element = output.element
        inputs[position] = try append(
          rescaling(named: "\(node.name).rescale\(position)", number, to: value), activation: .none)
      }
    }
    if let body = node.operation.body as? any StatefulOperation {
      inputs = try inputs.prefix(1) + memories(of: node, keepsState: body.keepsState, inputs: inputs)
    }
    let clampsLater = activation != .none && !int8.clamps
    if clampsLater {
      name += ".unclamped"
      activation = .none
    }
    var result = LoweredOperator(name: name, kind: .view, inputs: inputs, output: output)
    let arguments = inputs.map { values[$0] }
    switch node.operation {
    case .convolution(let body): try body.lower(node, arguments, into: &result)
    case .depthwiseConvolution(let body): try body.lower(node, arguments, into: &result)
    case .dense(let body): try body.lower(node, arguments, into: &result)
    case .maxPool(let body): try body.lower(node, arguments, into: &result)
    case .averagePool(let body): try body.lower(node, arguments, into: &result)
    case .globalAveragePool(let body): try body.lower(arguments, into: &result)
    case .relu(let body): try body.lower(arguments, into: &result)
    case .relu6(let body): try body.lower(arguments, into: &result)
    case .leakyReLU(let body): try body.lower(arguments, into: &result)
    case .sigmoid(let body): try body.lower(arguments, into: &result)
    case .tanh(let body): try body.lower(arguments, into: &result)
    case .hardSwish(let body): try body.lower(arguments, into: &result)
    case .add(let body): try body.lower(node, arguments, into: &result)
    case .subtract(let body): try body.lower(node, arguments, into: &result)
    case .multiply(let body): try body.lower(node, arguments, into: &result)
    case .maximum(let body): try body.lower(node, arguments, into: &result)
    case .minimum(let body): try body.lower(node, arguments, into: &result)
    case .concatenate(let body): try body.lower(into: &result)
    case .pad(let body): try body.lower(into: &result)
    case .softmax(let body): try body.lower(arguments, into: &result)
    case .flatten, .reshape: break
    case .slice(let body): try body.lower(into: &result)
    case .transpose(let body): body.lower(into: &result)
    case .resizeNearest(let body): body.lower(into: &result)
    case .resizeBilinear(let body): body.lower(into: &result)
    case .transposedConvolution(let body): try body.lower(node, arguments, into: &result)
    case .argMax: result.kind = .argMax
    case .function(let body): try body.lower(arguments, into: &result)
    case .prelu(let body): try body.lower(node, arguments, into: &result)
    case .divide(let body): try body.lower(node, arguments, into: &result)
    case .squaredDifference(let body): try body.lower(node, arguments, into: &result)
    case .reduce(let body): try body.lower(arguments, into: &result)
    case .matrixProduct(let body): try body.lower(arguments, into: &result)
    case .logSoftmax(let body): try body.lower(arguments, into: &result)
    case .gather(let body): try body.lower(arguments, into: &result)
    case .l2Normalization(let body): try body.lower(arguments, into: &result)
    case .lstm(let body): try body.lower(node, arguments, into: &result)
    case .gru(let body): try body.lower(node, arguments, into: &result)
    case .simpleRNN(let body): try body.lower(node, arguments, into: &result)
    case .svdf(let body): try body.lower(node, arguments, into: &result)
    case .embedding(let body): try body.lower(node, into: &result)
    case .batchNormalization, .dropout:
      throw .unsupported(node: node.name, operation: node.operation.name)
    }
    try Self.checkElements(of: result, arguments, node: node.name)
    // Clamps have eight bits, but for layers', which have their own.
    guard activation == .none || result.output.element == .int8 || result.kind.hasWideClamp else {
      throw .elements(node: node.name)
    }
    let narrowed = Self.narrower(activation, int8.rectifier)
    numbers[node.name] = try append(result, activation: narrowed)
    if clampsLater {
      let clamp = try rescaling(named: node.name, numbers[node.name]!, to: output)
      numbers[node.name] = try append(clamp, activation: node.activation)
    }
  }

  /// Adds an operator; the number of the value that it makes.
  private mutating func append(
    _ lowered: LoweredOperator, activation: FusedActivation
  ) throws(ExporterError) -> Int {
    var lowered = lowered
    lowered.record.put(lowered.kind.rawValue, at: Layout.Record.kind)
    lowered.put(activation)
    graph.operators.append(lowered)
    values.append(lowered.output)
    return values.count - 1
  }

  /// Numbers of the values in which an operator of several steps remembers: states of the network that it keeps, copies of
  /// what it starts from, or zeros.
  private mutating func memories(
    of node: QuantizedNode, keepsState: Bool, inputs: [Int]
  ) throws(ExporterError) -> [Int] {
    var result: [Int] = []
    for (place, memory) in try RecurrentMemory.all(of: node).enumerated() {
      let given = memory.input.flatMap { $0 < inputs.count ? inputs[$0] : nil }
      let name = "\(node.name).state\(place)"
      if let given, keepsState {
        let value = values[given]
        guard value.quantization == memory.value.quantization, value.element == memory.value.element else {
          throw .quantization(node: node.name)
        }
        result.append(given)
      } else if let given {
        result.append(try append(rescaling(named: name, given, to: memory.value), activation: .none))
      } else {
        let zeros = LoweredOperator(name: name, kind: .zeros, inputs: [inputs[0]], output: memory.value)
        try check(memory.value, node: node.name)
        result.append(try append(zeros, activation: .none))
      }
    }
    return result
  }

  private func rescaling(
    named name: String, _ number: Int, to output: LoweredValue
  ) throws(ExporterError) -> LoweredOperator {
    let isNarrow = values[number].element == .int8 && output.element == .int8
    var result = LoweredOperator(
      name: name, kind: isNarrow ? .rescale : .requantize, inputs: [number], output: output)
    // TFLite's QUANTIZE divides in double.
    let ratio = Double(values[number].quantization.scale) / Double(output.quantization.scale)
    try result.putRescaling(by: ratio, from: values[number])
    return result
  }

  /// Checks that an operator takes and makes the elements that its kind has a kernel for.
  private static func checkElements(
    of lowered: LoweredOperator, _ arguments: [LoweredValue], node: String
  ) throws(ExporterError) {
    let (taken, made): (TensorRecord.Element, TensorRecord.Element) =
      switch lowered.kind {
      case .wideAdd, .wideTransposedConvolution, .wideLeakyReLU, .wideSubtract, .wideMultiply, .wideMaxPool,
        .wideAveragePool, .wideSigmoid, .wideTanh, .wideReduceSum, .wideMaximum, .wideMinimum, .wideSoftmax:
        (.int16, .int16)
      case .embedding: (.int32, .int8)
      case .argMax: (.int8, .int32)
      // The same elements: whatever they are.
      case .view, .slice, .pad, .transpose, .concatenate, .gather, .resizeNearest, .wideConvolution:
        (lowered.output.element, lowered.output.element)
      // Those of its memory differ: where they are made they are of the right kind.
      case .zeros, .lstm, .gru, .simpleRNN, .svdf: (.int8, .int8)
      case .convolution, .depthwiseConvolution, .dense, .maxPool, .averagePool, .globalAveragePool, .add,
        .rescale, .leakyReLU, .softmax, .multiply, .subtract, .lookup, .transposedConvolution,
        .resizeBilinear,
        .maximum, .minimum,
        .requantize, .enrolled, .reduceSum, .reduceMaximum, .reduceMinimum, .divide, .squaredDifference,
        .prelu, .matrixProduct, .logSoftmax, .l2Normalization:
        (.int8, .int8)
      }
    let arguments = lowered.kind.takesMemory ? arguments.prefix(1) : arguments[...]
    guard lowered.output.element == made, arguments.allSatisfy({ $0.element == taken }) else {
      throw .elements(node: node)
    }
  }

  private static func narrower(_ first: FusedActivation, _ second: FusedActivation) -> FusedActivation {
    if first == .relu6 || second == .relu6 { return .relu6 }
    return first == .relu || second == .relu ? .relu : .none
  }
}

extension OperatorKind {
  /// Whether what it takes behind its first input is memory of elements of its own.
  var takesMemory: Bool {
    switch self {
    case .lstm, .gru, .simpleRNN, .svdf: true
    case .convolution, .depthwiseConvolution, .dense, .maxPool, .averagePool, .globalAveragePool, .add,
      .rescale,
      .leakyReLU, .softmax, .concatenate, .pad, .view, .multiply, .subtract, .lookup, .transposedConvolution,
      .resizeNearest, .resizeBilinear, .slice, .transpose, .maximum, .minimum, .requantize, .wideAdd, .argMax,
      .enrolled, .zeros, .reduceSum, .reduceMaximum, .reduceMinimum, .divide, .squaredDifference, .prelu,
      .matrixProduct, .logSoftmax, .l2Normalization, .gather, .wideConvolution, .embedding,
      .wideTransposedConvolution, .wideLeakyReLU, .wideSubtract, .wideMultiply, .wideMaxPool,
      .wideAveragePool, .wideSigmoid, .wideTanh, .wideReduceSum, .wideMaximum, .wideMinimum, .wideSoftmax:
      false
    }
  }
}
