import ApusGraph

extension ONNXImporter {
  /// LSTM, GRU and RNN, in one direction or in both, which are two layers side by side.
  mutating func recurrent(_ step: ONNXStep) throws(ONNXError) {
    let isBatchFirst = try step.node.integer("layout", default: 0) == 1
    var flow = try step.flow(0)
    guard flow.shape.count == 3 else { throw step.unsupported("an input of \(flow.shape.count) axes") }
    guard flow.shape[isBatchFirst ? 0 : 1] == 1 else { throw step.unsupported("a batch of several samples") }
    try checkBatch(step, flow, [isBatchFirst ? 1 : 0, 2])
    flow = try stored(flow, [0, 1, 2])
    let (steps, features) = (flow.shape[isBatchFirst ? 1 : 0], flow.shape[2])
    try checkRecurrence(step, steps: steps)
    let sequence = try emitter.viewed(flow.node, as: Shape([steps, features]))
    let directions = try directions(step)
    let (names, counts) = (step.node.outputs, step.node.outputs.map { $0.isEmpty ? 0 : useCount($0) })
    func isUsed(_ place: Int) -> Bool { place < counts.count && counts[place] > 0 }
    var (sequences, lasts, cells): ([String], [String], [String]) = ([], [], [])
    for (place, isReversed) in directions.enumerated() {
      let layer = try ONNXRecurrentLayer(step, direction: place, of: directions.count, features: features)
      let inputs = [sequence] + (try initialStates(step, layer, directions: directions.count))
      func add(_ operation: Operation, _ suffix: String) throws(ONNXError) -> String {
        let direction = directions.count == 1 ? "" : isReversed ? "backwards" : "forwards"
        let suffix = [direction, suffix].filter { !$0.isEmpty }.joined(separator: ".")
        return try emitter.add(
          operation, inputs, as: suffix.isEmpty ? nil : suffix, parameters: layer.parameters)
      }
      if isUsed(0) {
        sequences.append(try add(layer.operation(isReversed, returnsSequence: true), ""))
        if isUsed(1) {
          let last = Slice(axes: [
            Slice.Axis(begin: isReversed ? 0 : steps - 1, count: 1), Slice.Axis(begin: 0, count: layer.units),
          ])
          let row = try emitter.add(.slice(last), [sequences[place]], as: "last")
          lasts.append(try emitter.viewed(row, as: Shape([layer.units])))
        }
      } else if isUsed(1) {
        lasts.append(try add(layer.operation(isReversed, returnsSequence: false), ""))
      }
      if isUsed(2) { cells.append(try add(layer.cellOperation(isReversed), "cell")) }
    }
    for (place, values) in [sequences, lasts, cells].enumerated() where isUsed(place) {
      let node =
        values.count == 1 ? values[0] : try emitter.add(.concatenate(Concatenate()), values, as: "both")
      let units = emitter.shapes[node]!.channels / directions.count
      var shape = [1, directions.count, units]
      var batchAxis = 0
      if !isBatchFirst {
        shape = [directions.count, 1, units]
        batchAxis = 1
      }
      if place == 0 {
        shape.insert(steps, at: isBatchFirst ? 1 : 0)
        batchAxis += isBatchFirst ? 0 : 1
      }
      var result = ONNXFlow(node: node, layout: ElementLayout(shape))
      result.batchAxis = flow.batchAxis == nil ? nil : batchAxis
      set(names[place], .computed(result))
    }
  }

  /// For each direction whether it is backwards.
  private func directions(_ step: ONNXStep) throws(ONNXError) -> [Bool] {
    switch step.node.text("direction", default: "forward", step.file) {
    case "forward": return [false]
    case "reverse": return [true]
    case "bidirectional": return [false, true]
    case let other: throw step.damaged("a direction \(other)")
    }
  }

  /// Refuses what no layer of this kit does: sequences of several lengths, peepholes, clipping, coupled gates.
  private func checkRecurrence(_ step: ONNXStep, steps: Int) throws(ONNXError) {
    if let lengths = try step.constant(4)?.integers, lengths.contains(where: { $0 != steps }) {
      throw step.unsupported("sequences of other lengths")
    }
    guard step.node.attributes["clip"] == nil, try step.node.integer("input_forget", default: 0) == 0 else {
      throw step.unsupported("clipped or coupled gates")
    }
    if let peepholes = try step.constant(7), peepholes.reals.contains(where: { $0 != 0 }) {
      throw step.unsupported("peepholes")
    }
  }

  /// The values of the states that a layer starts from; none where they are zero.
  private mutating func initialStates(
    _ step: ONNXStep, _ layer: ONNXRecurrentLayer, directions: Int
  ) throws(ONNXError) -> [String] {
    let places = step.node.kind == "LSTM" ? [5, 6] : [5]
    var values: [String] = []
    for place in places where step.has(place) {
      if case .constant(let array)? = step.inputs[place] {
        guard array.reals.allSatisfy({ $0 == 0 }) else {
          throw step.unsupported("a constant state that is not zero")
        }
        continue
      }
      guard directions == 1 else { throw step.unsupported("computed states in both directions") }
      values.append(try emitter.viewed(try step.flow(place).node, as: Shape([layer.units])))
    }
    guard values.isEmpty || values.count == places.count else {
      throw step.unsupported("one computed state of two")
    }
    return values
  }
}

/// One direction of a recurrent operator: its weights in this kit's order of gates.
struct ONNXRecurrentLayer {
  let units: Int
  /// In the order of the operation's parameters.
  let parameters: [[Float]]
  private let body: any RecurrentOperation

  /// - Parameters:
  ///   - direction: which of the directions.
  ///   - features: of a step.
  init(_ step: ONNXStep, direction: Int, of directions: Int, features: Int) throws(ONNXError) {
    guard let input = try step.constant(1), let recurrent = try step.constant(2), input.shape.count == 3,
      recurrent.shape.count == 3, let units = recurrent.shape.last, units > 0
    else { throw step.damaged("no weights of three axes") }
    let kind = step.node.kind
    // Which of the file's gates each of ours is: i o f c and z r h there, i f g o and r z n here.
    let gates = kind == "LSTM" ? [0, 2, 3, 1] : kind == "GRU" ? [1, 0, 2] : [0]
    let rows = gates.count * units
    guard input.shape == [directions, rows, features], recurrent.shape == [directions, rows, units] else {
      throw step.damaged("weights of shapes \(input.shape) and \(recurrent.shape)")
    }
    func ordered(_ values: ArraySlice<Float>, width: Int) -> [Float] {
      gates.flatMap { values.dropFirst($0 * units * width).prefix(units * width) }
    }
    func part(_ array: ONNXArray, width: Int) -> ArraySlice<Float> {
      array.reals[direction * rows * width..<(direction + 1) * rows * width]
    }
    var (inputBias, recurrentBias) = ([Float](repeating: 0, count: rows), [Float](repeating: 0, count: rows))
    if let bias = try step.constant(3) {
      guard bias.shape == [directions, 2 * rows] else { throw step.damaged("biases of shape \(bias.shape)") }
      let both = part(bias, width: 2)
      inputBias = ordered(both.prefix(rows), width: 1)
      recurrentBias = ordered(both.suffix(rows), width: 1)
    }
    let weights = [
      ordered(part(input, width: features), width: features),
      ordered(part(recurrent, width: units), width: units),
    ]
    let sum = zip(inputBias, recurrentBias).map { $0 + $1 }
    self.units = units
    switch kind {
    case "LSTM":
      body = LSTM(inputFeatures: features, units: units)
      parameters = weights + [sum]
    case "GRU":
      let isLinear = try step.node.integer("linear_before_reset", default: 0) != 0
      body = GRU(inputFeatures: features, units: units, resetsAfterProduct: isLinear)
      parameters = weights + (isLinear ? [inputBias, recurrentBias] : [sum])
    case _:
      body = SimpleRNN(
        inputFeatures: features, units: units, activation: try Self.activation(step, direction: direction))
      parameters = weights + [sum]
    }
    if kind != "RNN" {
      try Self.checkActivations(step, kind == "LSTM" ? ["sigmoid", "tanh", "tanh"] : ["sigmoid", "tanh"])
    }
  }

  /// The layer in its direction.
  func operation(_ isReversed: Bool, returnsSequence: Bool) -> Operation {
    switch body {
    case var body as LSTM:
      (body.reversed, body.returnsSequence) = (isReversed, returnsSequence)
      return body.operation
    case var body as GRU:
      (body.reversed, body.returnsSequence) = (isReversed, returnsSequence)
      return body.operation
    case var body as SimpleRNN:
      (body.reversed, body.returnsSequence) = (isReversed, returnsSequence)
      return body.operation
    case _: preconditionFailure("layers are of these three kinds")
    }
  }

  /// The layer that gives its last cell state.
  func cellOperation(_ isReversed: Bool) -> Operation {
    .lstm(
      LSTM(
        inputFeatures: body.inputFeatures, units: units, returnsSequence: false, reversed: isReversed,
        output: .cell))
  }

  private static func activation(
    _ step: ONNXStep, direction: Int
  ) throws(ONNXError) -> SimpleRNN.Activation {
    let names = step.node.texts("activations", step.file)
    guard !names.isEmpty else { return .tanh }
    guard direction < names.count,
      let activation = SimpleRNN.Activation(rawValue: names[direction].lowercased())
    else { throw step.unsupported("the activations \(names.joined(separator: ", "))") }
    return activation
  }

  private static func checkActivations(_ step: ONNXStep, _ needed: [String]) throws(ONNXError) {
    let names = step.node.texts("activations", step.file).map { $0.lowercased() }
    guard names.isEmpty || names == needed || names == needed + needed else {
      throw step.unsupported("the activations \(names.joined(separator: ", "))")
    }
  }
}
