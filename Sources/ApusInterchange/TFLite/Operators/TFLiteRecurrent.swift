import ApusGraph

/// What a file has of a layer that goes through a sequence.
enum TFLiteRecurrence {
  /// Weights and biases of the gates of an LSTM, in the file's order, which is this kit's too: input, forget, cell, output.
  case lstm(
    input: [TFLiteConstant], recurrent: [TFLiteConstant], biases: [TFLiteConstant], cell: TFLiteTensor)
  /// Weights over features and over time of an SVDF, and its bias.
  case svdf(features: TFLiteConstant, times: TFLiteConstant, bias: TFLiteConstant?, memory: TFLiteTensor)
}

extension TFLiteImporter {
  /// UNIDIRECTIONAL_SEQUENCE_LSTM: four gates, and two variables that keep their elements from run to run.
  mutating func sequenceLSTM(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.sequenceLSTM)
    guard step.inputs.count == 20 || step.inputs.count == 24 else {
      throw .unsupported(step.site, "\(step.inputs.count) operands")
    }
    guard try options.activation(0) == .tanh else {
      throw .unsupported(step.site, "another activation than TANH")
    }
    for (places, what) in [
      (9...11, "peepholes"), (16...17, "a projection"), (20...23, "layer normalization"),
    ] {
      guard places.allSatisfy({ !has(step, $0) }) else { throw .unsupported(step.site, what) }
    }
    guard has(step, 1), has(step, 5), has(step, 12) else { throw .unsupported(step.site, "coupled gates") }
    let isTimeFirst = try options.byte(3) != 0
    let input = try value(step, 0)
    guard input.extents.count == 3, input.extents[isTimeFirst ? 1 : 0] == 1 else {
      throw .unsupported(step.site, "an input of shape \(input.extents)")
    }
    let (steps, features) = (input.extents[isTimeFirst ? 0 : 1], input.extents[2])
    guard let units = try optionalConstant(step, 12)?.count else {
      throw .unsupported(step.site, "computed biases")
    }
    let recurrence = TFLiteRecurrence.lstm(
      input: try gates(step, 1, shape: [units, features]),
      recurrent: try gates(step, 5, shape: [units, units]),
      biases: try gates(step, 12, shape: [units]), cell: try operand(step, 19))
    let clip = try options.float(1)
    let body = LSTM(
      inputFeatures: features, units: units, keepsState: true,
      cellClip: clip > 0 && clip.isFinite ? clip : nil)
    try add(
      step, .lstm(body), recurrence, input, as: [steps, features],
      states: [(18, "hidden", [units]), (19, "cell", [units])],
      extents: Array(input.extents.dropLast()) + [units])
  }

  /// SVDF: filters over features and over time, and a variable that keeps what they remember.
  mutating func singularValueFilters(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.singularValueFilters)
    let input = try value(step, 0)
    guard input.extents.count == 2, input.extents[0] == 1, step.inputs.count == 5 else {
      throw .unsupported(step.site, "an input of shape \(input.extents)")
    }
    let (features, times) = (try constant(step, 1), try constant(step, 2))
    let rank = try options.integer(0)
    guard features.extents.count == 2, times.extents.count == 2, features.extents[1] == input.extents[1],
      features.extents[0] == times.extents[0], rank > 0, features.extents[0] % rank == 0
    else { throw .unsupported(step.site, "weights of shapes \(features.extents) and \(times.extents)") }
    let bias = has(step, 3) ? try constant(step, 3) : nil
    let units = features.extents[0] / rank
    guard bias?.count ?? units == units else { throw .unsupported(step.site, "a bias for other units") }
    let activation = try options.activation(1)
    guard activation == .none || activation == .relu else {
      throw .unsupported(step.site, "the fused activation \(activation.name)")
    }
    // TFLite's integer kernels do not look at the activation: their zero point is the rectifier.
    let body = SVDF(
      inputFeatures: features.extents[1], units: units, rank: rank, memory: times.extents[1],
      rectifies: activation == .relu && !isQuantized, keepsState: true)
    try add(
      step, .svdf(body),
      .svdf(features: features, times: times, bias: bias, memory: try operand(step, 4)), input,
      as: [features.extents[1]], states: [(4, "memory", [body.filters, body.memory])], extents: [1, units])
  }

  /// Adds the step of a layer that keeps its states.
  /// - Parameters:
  ///   - shape: in which the layer takes the input.
  ///   - states: the places of its variables, what they are called, and their extents.
  ///   - extents: the file's extents of what is made.
  private mutating func add(
    _ step: TFLiteOperator, _ operation: Operation, _ recurrence: TFLiteRecurrence, _ input: TFLiteValue,
    as shape: Shape, states: [(place: Int, name: String, extents: [Int])], extents: [Int]
  ) throws(TFLiteError) {
    var inputs = [try view(input.number, as: shape, step)]
    for state in states {
      let tensor = try operand(step, state.place)
      guard try content(tensor.index) == nil, try tensor.isVariable else {
        throw .unsupported(step.site, "a state that is no variable of its own")
      }
      let added = try addState(
        "\(step.name).\(state.name)", extents: state.extents, shape: Shape(state.extents), tensor: tensor,
        initial: nil)
      hold(.value(added), in: tensor)
      inputs.append(added.number)
    }
    let tensor = try output(step)
    try checkActivation(tensor, step.site)
    let number = try appendStep(step, operation, inputs: inputs, name: step.name, tensor: tensor)
    attach(recurrence, to: number)
    try alias(step, TFLiteValue(number: number, extents: extents))
  }

  /// Four constants from a place on, each of a shape.
  private mutating func gates(
    _ step: TFLiteOperator, _ first: Int, shape: [Int]
  ) throws(TFLiteError) -> [TFLiteConstant] {
    var result: [TFLiteConstant] = []
    for place in first..<first + 4 {
      let constant = try constant(step, place)
      guard constant.extents == shape else {
        throw .unsupported(step.site, "a gate of shape \(constant.extents) in place of \(shape)")
      }
      result.append(constant)
    }
    return result
  }
}
