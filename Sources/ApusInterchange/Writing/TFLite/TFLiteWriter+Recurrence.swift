import ApusGraph

// Layers that go through a sequence. TensorFlow Lite's remember in variables, which begin with zeros, or with what stands for
// 0, and keep what they hold from run to run.

extension TFLiteWriter {
  /// UNIDIRECTIONAL_SEQUENCE_LSTM, and what takes the last step of what it makes.
  mutating func lstm(_ node: OutgoingNode, _ body: LSTM) {
    guard body.output == .hidden else { return refuse(node, " that gives its cell") }
    guard !body.reversed else { return refuse(node, " that runs backwards") }
    guard let gates = gates(node, body) else { return }
    let stateElements: [ApusGraph.ElementType] = [.int8, .int16]
    let cell = node.recurrence.map { QuantizationParameters(scale: $0.stateScale, zeroPoint: 0) }
    guard
      let states = variables(
        node, keepsState: body.keepsState,
        [
          ("hidden", [body.units], node.quantization, stateElements[0]),
          ("cell", [body.units], cell, stateElements[1]),
        ])
    else { return }
    let input = shape(of: node.inputs[0])
    let steps = body.steps(in: input)
    var source = tensor(of: node.inputs[0])
    if input.rank == 1 {
      source = reshaped(source, node.inputs[0], [1, body.inputFeatures], "\(node.name).step")
    }
    let none = -1
    let operands =
      [source] + gates.weights + [none, none, none] + gates.biases + [none, none] + states
      + [none, none, none, none]
    let options = TFLiteWrittenOptions(
      TFLiteOptions.Kind.sequenceLSTM, [0: .byte(4), 1: .float(body.cellClip ?? 0)])
    let isWhole = node.shape.rank == 2
    let name = node.activation == .none ? node.value : "\(node.name).unclamped"
    let sequence = tensor(
      isWhole ? name : "\(node.name).sequence", [steps, body.units], node.quantization, node.elementType)
    addSilently(
      .sequenceLSTM, operands, makes: [sequence], options: options, intermediates: intermediates(node))
    note(node: name)
    if isWhole { return clamped(node, sequence) }
    last(node, of: steps, sequence)
  }

  /// SVDF, of a single step.
  mutating func filters(_ node: OutgoingNode, _ body: SVDF) {
    guard body.steps(in: shape(of: node.inputs[0])) == 1 else { return refuse(node, " over several steps") }
    let element = node.filters?.memoryElement ?? .int8
    guard
      let states = variables(
        node, keepsState: body.keepsState,
        [("memory", [body.filters * body.memory], node.filters?.memory, element)])
    else { return }
    var source = tensor(of: node.inputs[0])
    if shape(of: node.inputs[0]).rank == 2 {
      source = reshaped(source, node.inputs[0], [body.inputFeatures], "\(node.name).step")
    }
    let features: OutgoingConstant
    let times: OutgoingConstant
    let bias: OutgoingConstant
    if let own = node.filters {
      features = .int8(own.featureWeights.values, scales: own.featureWeights.scales, zeroPoint: 0)
      times = .integers(own.timeWeights.map { Int32($0) }, element, scale: own.timeScale)
      bias = .int32(own.bias, scales: [own.memory.scale * own.timeScale])
    } else if let one = node.constants[.inputWeight], let other = node.constants[.timeWeight],
      let third = node.constants[.bias]
    {
      (features, times, bias) = (one, other, third)
    } else {
      return refuse(node, "")
    }
    let operands = [
      source,
      constant("\(node.name)/features", features, shape: [body.filters, body.inputFeatures]),
      constant("\(node.name)/times", times, shape: [body.filters, body.memory]),
      constant("\(node.name)/bias", bias, shape: [body.units]), states[0],
    ]
    // TFLite's integer kernels do not look at the activation.
    let rectifies = body.rectifies || isQuantized
    let options = TFLiteWrittenOptions(
      TFLiteOptions.Kind.singularValueFilters, [0: .int32(Int32(body.rank)), 1: .byte(rectifies ? 1 : 0)])
    let isVector = node.shape.rank == 1
    // A zero point at the lowest integer is the rectifier.
    var node = node
    if isQuantized, node.quantization?.zeroPoint == -128, node.activation == .relu { node.activation = .none }
    if isVector { return finish(node, .singularValueFilters, operands, options: options) }
    let made = tensor("\(node.name).vector", [body.units], node.quantization)
    add(.singularValueFilters, operands, makes: made, options: options, name: "\(node.name).vector")
    reshape(node, [made])
  }

  /// Weights and biases of an LSTM's gates, in the order that files have them in; nil where they are refused.
  private mutating func gates(_ node: OutgoingNode, _ body: LSTM) -> (weights: [Int], biases: [Int])? {
    var numbers: (weights: [Int], biases: [Int]) = ([], [])
    let names = ["input", "forget", "cell", "output"]
    guard let own = node.recurrence else {
      guard case .float(let input)? = node.constants[.inputWeight],
        case .float(let recurrent)? = node.constants[.recurrentWeight],
        case .float(let bias)? = node.constants[.bias]
      else {
        refuse(node, "")
        return nil
      }
      for (part, values, taps) in [
        ("input", input, body.inputFeatures), ("recurrent", recurrent, body.units),
      ] {
        for (gate, name) in names.enumerated() {
          let size = body.units * taps
          numbers.weights.append(
            constant(
              "\(node.name)/\(part)_\(name)", .float(Array(values[gate * size..<(gate + 1) * size])),
              shape: [body.units, taps]))
        }
      }
      for (gate, name) in names.enumerated() {
        let values = Array(bias[gate * body.units..<(gate + 1) * body.units])
        numbers.biases.append(constant("\(node.name)/bias_\(name)", .float(values), shape: [body.units]))
      }
      return numbers
    }
    let rows = { (gate: Int) in gate * body.units..<(gate + 1) * body.units }
    for weights in [own.inputWeights, own.recurrentWeights] {
      guard (0..<4).allSatisfy({ Set(weights.scales[rows($0)]).count == 1 }) else {
        refuse(node, " with several scales in the weights of a gate")
        return nil
      }
    }
    guard own.recurrentBias.allSatisfy({ $0 == 0 }) else {
      refuse(node, " with two biases")
      return nil
    }
    let parts = [
      ("input", own.inputWeights, body.inputFeatures), ("recurrent", own.recurrentWeights, body.units),
    ]
    for (part, weights, taps) in parts {
      for (gate, name) in names.enumerated() {
        let size = body.units * taps
        let values = Array(weights.values[gate * size..<(gate + 1) * size])
        let scale = weights.scales[gate * body.units]
        numbers.weights.append(
          constant(
            "\(node.name)/\(part)_\(name)", .int8(values, scales: [scale], zeroPoint: 0),
            shape: [body.units, taps]))
      }
    }
    let inputScale = quantizations[node.inputs[0]]?.scale ?? 1
    for (gate, name) in names.enumerated() {
      let scale = inputScale * own.inputWeights.scales[gate * body.units]
      numbers.biases.append(
        constant(
          "\(node.name)/bias_\(name)", .int32(Array(own.inputBias[rows(gate)]), scales: [scale]),
          shape: [body.units]))
    }
    return numbers
  }

  /// What LiteRT asks for beside operands: scales of the sums of gates, and of the hidden state.
  private mutating func intermediates(_ node: OutgoingNode) -> [Int] {
    guard let quantization = node.quantization else { return [] }
    let sums = QuantizationParameters(scale: QuantizedRecurrence.gateScale, zeroPoint: 0)
    var numbers = ["input", "forget", "cell", "output"].map {
      mark("\(node.name)/sum_\($0)", sums, .int16)
    }
    numbers.append(mark("\(node.name)/hidden", quantization, .int8))
    return numbers
  }

  /// Variables that a layer remembers in: the network's states that it keeps, or some that its caller has to reset.
  /// - Parameter memories: what each is called, and its extents.
  /// - Returns: nil where they are refused.
  private mutating func variables(
    _ node: OutgoingNode, keepsState: Bool,
    _ memories: [(
      name: String, shape: Shape, quantization: QuantizationParameters?, element: ApusGraph.ElementType
    )]
  ) -> [Int]? {
    guard keepsState == (node.inputs.count > 1) else {
      refuse(node, " that is given what it begins with")
      return nil
    }
    var numbers: [Int] = []
    for (place, memory) in memories.enumerated() {
      if keepsState {
        let name = node.inputs[place + 1]
        guard network.isKept(name, by: node) else {
          refuse(node, " whose state begins with other numbers than zeros, or which others take")
          return nil
        }
        note(state: name)
      } else {
        note(state: "\(node.name).\(memory.name)")
      }
      numbers.append(
        tensor(
          "\(node.name)/\(memory.name)", memory.shape, memory.quantization, memory.element, isVariable: true))
    }
    noteLayer(isRestarted: !keepsState)
    return numbers
  }

  /// A tensor in another shape, by an operator in front of a node's.
  private mutating func reshaped(_ source: Int, _ value: String, _ shape: Shape, _ name: String) -> Int {
    let extents = [1] + shape.dimensions
    let numbers = constant("\(name)/shape", extents)
    let made = tensor(name, shape, quantizations[value], elementTypes[value] ?? .int8)
    add(
      .reshape, [source, numbers], makes: made,
      options: TFLiteWrittenOptions(TFLiteWrittenOptions.reshape, [0: .int32s(extents.map { Int32($0) })]),
      name: name)
    return made
  }

  /// Takes the last step of a sequence. An import makes it part of the layer.
  private mutating func last(_ node: OutgoingNode, of steps: Int, _ sequence: Int) {
    let units = node.shape.channels
    let unclamped = node.activation == .none ? node.value : "\(node.name).unclamped"
    let made = tensor(unclamped, node.shape, node.quantization, node.elementType)
    let bounds = [[0, steps - 1, 0], [1, steps, units], [1, 1, 1]].enumerated().map { place, numbers in
      constant("\(node.name)/last_\(place)", numbers)
    }
    // The axis of the steps goes.
    addSilently(
      .stridedSlice, [sequence] + bounds, makes: [made],
      options: TFLiteWrittenOptions(TFLiteOptions.Kind.stridedSlice, [4: .int32(2)]))
    clamped(node, made)
  }

  /// Makes a tensor the value of a node, behind its rectifier.
  private mutating func clamped(_ node: OutgoingNode, _ made: Int) {
    guard node.activation != .none else { return hold(node.value, in: made) }
    let result = tensor(node.value, node.shape, node.quantization, node.elementType)
    add(node.activation == .relu ? .relu : .relu6, [made], makes: result, name: node.value)
    hold(node.value, in: result)
  }
}

extension OutgoingNetwork {
  /// Whether a state begins with what stands for 0, is changed by a layer alone, and is taken by nothing else.
  func isKept(_ name: String, by node: OutgoingNode) -> Bool {
    guard let state = states.first(where: { $0.value.name == name }), state.update == name,
      !outputs.contains(where: { $0.value == name }),
      !nodes.contains(where: { $0.name != node.name && $0.inputs.contains(name) })
    else { return false }
    let zero = Int32(state.value.quantization?.zeroPoint ?? 0)
    switch state.initial {
    case .float(let values): return values.allSatisfy { $0 == 0 }
    case .integers(let values, _, _): return values.allSatisfy { $0 == zero }
    case .int8, .int32, .int64: return false
    }
  }
}
