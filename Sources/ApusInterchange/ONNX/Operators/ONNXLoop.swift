import ApusGraph

/// Loops whose number of rounds is known are their rounds one after the other.
extension ONNXImporter {
  /// More rounds are not written out.
  private static let mostRounds = 1 << 10

  /// LOOP with a constant number of rounds, and a condition that is constant in each of them.
  mutating func loop(_ step: ONNXStep) throws(ONNXError) {
    guard let message = step.node.attributes["body"]?.graph else { throw step.damaged("no body") }
    let body = try ONNXBranch(message, index: step.node.index)
    guard step.has(0), case .constant(let trips)? = step.inputs[0], let rounds = trips.integers?.first,
      rounds <= Self.mostRounds
    else { throw step.unsupported("a computed number of rounds, or too many") }
    var goesOn = true
    if step.has(1) {
      guard case .constant(let condition)? = step.inputs[1] else {
        throw step.unsupported("a computed condition")
      }
      goesOn = condition.single != 0
    }
    var carried: [ONNXValue] = []
    for value in step.inputs.dropFirst(2) {
      guard let value else { throw step.damaged("too few inputs") }
      carried.append(value)
    }
    guard body.inputs.count == carried.count + 2, body.outputs.count >= carried.count + 1 else {
      throw step.damaged("a body that does not fit")
    }
    var collected: [[ONNXValue]] = body.outputs.dropFirst(1 + carried.count).map { _ in [] }
    var round = 0
    while round < rounds, goesOn {
      let number = ONNXValue.constant(ONNXArray([Int64(round)], shape: []))
      let truth = ONNXValue.constant(ONNXArray([1], shape: [], type: .bool))
      let results = try run(step, body, on: [number, truth] + carried)
      guard case .constant(let condition) = results[0] else { throw step.unsupported("a computed condition") }
      goesOn = condition.single != 0
      let states = carried.count
      carried = Array(results[1...states])
      for (place, value) in results.dropFirst(1 + states).enumerated() { collected[place].append(value) }
      round += 1
    }
    try set(step, states: carried, collected: collected)
  }

  /// SCAN: a round for each index of the axis along which its inputs are cut.
  mutating func scan(_ step: ONNXStep) throws(ONNXError) {
    guard version >= 9, let message = step.node.attributes["body"]?.graph else { throw step.unsupported("") }
    let body = try ONNXBranch(message, index: step.node.index)
    let count = try step.node.integer("num_scan_inputs", default: 0)
    let states = step.inputs.count - count
    guard count > 0, states >= 0, body.inputs.count == step.inputs.count, body.outputs.count >= states else {
      throw step.damaged("a body that does not fit")
    }
    let directions = try step.node.integers("scan_input_directions") ?? Array(repeating: 0, count: count)
    let axes = try step.node.integers("scan_input_axes") ?? Array(repeating: 0, count: count)
    let outputs = body.outputs.count - states
    let order = try step.node.integers("scan_output_directions") ?? Array(repeating: 0, count: outputs)
    guard directions.count == count, axes.count == count, order.count == outputs,
      (try step.node.integers("scan_output_axes") ?? []).allSatisfy({ $0 == 0 })
    else { throw step.unsupported("such axes") }
    var carried: [ONNXValue] = []
    for value in step.inputs.prefix(states) {
      guard let value else { throw step.damaged("too few inputs") }
      carried.append(value)
    }
    var flows: [(flow: ONNXFlow, axis: Int)] = []
    for place in 0..<count {
      let flow = try step.flow(states + place)
      let axis = try step.resolved(axes[place], rank: flow.shape.count)
      try checkBatch(step, flow, [axis])
      flows.append((flow, axis))
    }
    let rounds = flows[0].flow.shape[flows[0].axis]
    guard rounds <= Self.mostRounds, flows.allSatisfy({ $0.flow.shape[$0.axis] == rounds }) else {
      throw step.unsupported("so many rounds, or several numbers of them")
    }
    var collected: [[ONNXValue]] = Array(repeating: [], count: outputs)
    for round in 0..<rounds {
      var inputs = carried
      for (place, (flow, axis)) in flows.enumerated() {
        let index = directions[place] == 0 ? round : rounds - 1 - round
        var part = flow.shape
        part.remove(at: axis)
        inputs.append(.computed(try reshaped(try selected(step, flow, axis, [index]), part)))
      }
      let results = try run(step, body, on: inputs)
      carried = Array(results.prefix(states))
      for (place, value) in results.dropFirst(states).enumerated() {
        order[place] == 0 ? collected[place].append(value) : collected[place].insert(value, at: 0)
      }
    }
    try set(step, states: carried, collected: collected)
  }

  /// What a body makes of values.
  private mutating func run(
    _ step: ONNXStep, _ body: ONNXBranch, on inputs: [ONNXValue]
  ) throws(ONNXError) -> [ONNXValue] {
    for (name, value) in zip(body.inputs, inputs) { set(name, value) }
    for tensor in body.constants { set(tensor.name, .constant(try read(tensor))) }
    for node in body.nodes { count(uses: node.inputs) }
    count(uses: body.outputs)
    for node in body.nodes { try add(node) }
    var results: [ONNXValue] = []
    for name in body.outputs {
      guard let value = try known(name) else { throw step.damaged("a body without \(name.prefix(80))") }
      if case .unknown = value { throw step.unsupported("operators that are not supported") }
      results.append(value)
    }
    return results
  }

  /// Sets an operator's outputs: the last states, and what each round has made, one behind the other.
  private mutating func set(
    _ step: ONNXStep, states: [ONNXValue], collected: [[ONNXValue]]
  ) throws(ONNXError) {
    for (name, value) in zip(step.node.outputs, states) where !name.isEmpty { set(name, value) }
    for (name, values) in zip(step.node.outputs.dropFirst(states.count), collected) where !name.isEmpty {
      guard useCount(name) > 0 else { continue }
      guard !values.isEmpty else { throw step.unsupported("no rounds") }
      var rows: [ONNXFlow] = []
      for value in values {
        switch value {
        case .computed(let flow): rows.append(try reshaped(flow, [1] + flow.shape))
        case .constant(let array): rows.append(try computed(array.reshaped([1] + array.shape)))
        case .unknown: throw step.unsupported("")
        }
      }
      set(name, .computed(try joined(rows, along: 0)))
    }
  }

  /// REVERSE_SEQUENCE: the first elements of an axis backwards, as many as a constant says.
  mutating func reverse(_ step: ONNXStep) throws(ONNXError) {
    var flow = try step.flow(0)
    let rank = flow.shape.count
    let (time, batch) = (
      try step.axis("time_axis", default: 0, rank: rank), try step.axis("batch_axis", default: 1, rank: rank)
    )
    guard let lengths = try step.constant(1)?.integers, Set(lengths).count == 1, let length = lengths.first,
      (0...flow.shape[time]).contains(length), time != batch
    else { throw step.unsupported("several lengths") }
    try checkBatch(step, flow, [time])
    let places = Array((0..<length).reversed()) + Array(length..<flow.shape[time])
    flow = try selected(step, flow, time, places)
    try finish(step, flow)
  }
}
