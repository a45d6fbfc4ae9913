import ApusGraph

extension TFLiteImporter {
  /// ADD, SUB, MUL and their like, of two values or of a value and a constant, with broadcasting.
  /// - Parameter kind: of the options that hold a fused activation; nil where there are none.
  mutating func pair(
    _ step: TFLiteOperator, _ kind: Int? = nil, _ operation: (ConstantOperand?) -> Operation
  ) throws(TFLiteError) {
    guard step.inputs.count == 2 else { throw .damaged("\(step.site) has \(step.inputs.count) inputs") }
    var activation = TFLiteActivation.none
    if let kind { activation = try step.options(kind).activation(0) }
    if isQuantized, try output(step).type == .int16 {
      return try widePair(step, operation(nil), activation)
    }
    let isFirst = try optionalConstant(step, 0) != nil
    let isSecond = try optionalConstant(step, 1) != nil
    guard isFirst || isSecond else {
      let (first, second) = (try value(step, 0), try value(step, 1))
      let broadcast = try broadcast(first.extents, second.extents, step)
      let inputs = [
        try view(first.number, as: broadcast.first, step),
        try view(second.number, as: broadcast.second, step),
      ]
      return try append(
        step, operation(nil), inputs: inputs, extents: broadcast.extents, activation: activation)
    }
    let partner = try value(step, isFirst ? 1 : 0)
    let constant = real(try constant(step, isFirst ? 0 : 1))
    if isQuantized || !constant.tensor.type.isReal { try checkActivation(constant.tensor, step.site) }
    let broadcast = try broadcast(partner.extents, constant.extents, step)
    let description = ConstantOperand(
      shape: broadcast.second == Shape(holding: constant.extents)
        ? Shape(constant: constant.extents) : broadcast.second,
      isFirst: isFirst)
    try append(
      step, operation(description), inputs: [try view(partner.number, as: broadcast.first, step)],
      extents: broadcast.extents, activation: activation, operand: constant)
  }

  /// An operator on two values of int16, whose kernels take operands of the same extents and no constants.
  private mutating func widePair(
    _ step: TFLiteOperator, _ operation: Operation, _ activation: TFLiteActivation
  ) throws(TFLiteError) {
    var given: [[Int]] = []
    for position in 0...1 {
      if let constant = try optionalConstant(step, position) {
        given.append(constant.extents)
      } else {
        given.append(try anyValue(step, position).extents)
      }
    }
    guard let extents = Extents.broadcast(given[0], given[1]), samples == 1 || extents.first == 1 else {
      throw .shape(step.site, .mismatch(Shape(holding: given[0]), Shape(holding: given[1])))
    }
    var inputs: [Int] = []
    for position in 0...1 {
      let operand =
        given[position] == extents
        ? try valueOrConstant(step, position) : try spreadOperand(step, position, to: extents)
      inputs.append(try view(operand.number, as: Shape(holding: extents), step))
    }
    let tensor = try output(step)
    var number = try appendStep(step, operation, inputs: inputs, name: step.name, tensor: tensor)
    if activation != .none {
      // A maximum over single elements has a clamp, which is the rectifier.
      let map = try view(number, as: values[number].shape.asFeatureMap, step)
      number = try appendStep(
        step, .maxPool(MaxPool(window: Window(kernel: Size(1)))), inputs: [map],
        name: "\(step.name).\(activation.name.lowercased())", tensor: tensor, activation: activation)
    }
    try alias(step, TFLiteValue(number: number, extents: extents))
  }

  /// An operand with as many copies of its elements as it takes; those of a constant are made at once.
  private mutating func spreadOperand(
    _ step: TFLiteOperator, _ position: Int, to extents: [Int]
  ) throws(TFLiteError) -> TFLiteValue {
    guard var constant = try optionalConstant(step, position) else {
      return try spread(step, try anyValue(step, position), to: extents)
    }
    try checkActivation(constant.tensor, step.site)
    let count = Extents.count(extents) ?? .max
    try claim(folded: count < 1 << 28 ? 8 * count : .max / 2)
    guard let integers = file.integers(constant) else { throw .shape(step.site, .range("a constant")) }
    constant.elements = .integers(
      Extents.broadcastPlaces(constant.extents, to: extents).map { integers[$0] })
    constant.extents = extents
    return try addState(
      "\(step.name).constant\(position)", extents: extents, tensor: constant.tensor, initial: constant)
  }

  /// ADD_N: all inputs added up.
  mutating func sumOfAll(_ step: TFLiteOperator) throws(TFLiteError) {
    let tensor = try output(step)
    var sum = try value(step, 0)
    for position in step.inputs.indices.dropFirst() {
      let next = try value(step, position)
      let number = try appendStep(
        step, .add(Add()), inputs: [sum.number, next.number], name: step.name, tensor: tensor)
      sum = TFLiteValue(number: number, extents: sum.extents)
    }
    try alias(step, sum)
  }

  /// Shapes of up to three axes under which two values of any rank are combined element by element.
  private func broadcast(
    _ first: [Int], _ second: [Int], _ step: TFLiteOperator
  ) throws(TFLiteError) -> (first: Shape, second: Shape, extents: [Int]) {
    guard let extents = Extents.broadcast(first, second) else {
      throw .shape(step.site, .mismatch(Shape(holding: first), Shape(holding: second)))
    }
    guard samples == 1 || extents.first == 1 else {
      throw .unsupported(step.site, "operands of shapes \(first) and \(second)")
    }
    let held = (Shape(holding: first), Shape(holding: second))
    if let both = try? Broadcast(held.0, held.1), both.output == Shape(holding: extents) {
      return (held.0, held.1, extents)
    }
    let (one, other) = (Extents.padded(first, to: extents.count), Extents.padded(second, to: extents.count))
    let marks = extents.indices.map { [one[$0] == 1, other[$0] == 1] }
    let runs = AxisRuns(extents, marks: marks)
    guard runs.extents.count <= 3 else {
      throw .unsupported(step.site, "operands of shapes \(first) and \(second)")
    }
    func shape(_ operand: Int) -> Shape {
      let dimensions = zip(runs.extents, runs.marks).map { $1[operand] ? 1 : $0 }
      return Shape(dimensions.isEmpty ? [1] : dimensions)
    }
    return (shape(0), shape(1), extents)
  }
}
