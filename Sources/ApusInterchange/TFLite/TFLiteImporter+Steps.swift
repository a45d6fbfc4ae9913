import ApusGraph

extension TFLiteImporter {
  /// Adds an operator's own step, and notes what it makes.
  /// - Parameters:
  ///   - inputs: the numbers of the values taken, each in the shape that the operation takes.
  ///   - extents: the file's extents of what is made.
  ///   - keepsQuantization: whether TFLite Micro demands one scale and zero point of inputs and output; what the
  ///     operation says unless given.
  ///   - part: which output the step makes, of an operator with several.
  ///   - type: of the output, unless it is that of all activations.
  mutating func append(
    _ step: TFLiteOperator, _ operation: Operation, inputs: [Int], extents: [Int],
    activation: TFLiteActivation = .none, constants: TFLiteConstants? = nil, operand: TFLiteConstant? = nil,
    keepsQuantization: Bool? = nil, part: (number: Int, count: Int)? = nil, type: TFLiteTensorType? = nil
  ) throws(TFLiteError) {
    let tensor = try output(step, part: part ?? (0, 1))
    if let type { try check(tensor, type, step.site) } else { try checkActivation(tensor, step.site) }
    let made = part.map { "\(step.name).\($0.number)" } ?? step.name
    let result = try appendStep(
      step, operation, inputs: inputs, name: made, tensor: tensor, activation: activation,
      constants: constants, operand: operand, keepsQuantization: keepsQuantization)
    try finish(step, tensor, TFLiteValue(number: result, extents: extents))
  }

  /// Notes what an operator makes that is a value already.
  mutating func alias(
    _ step: TFLiteOperator, _ value: TFLiteValue, part: (number: Int, count: Int) = (0, 1)
  ) throws(TFLiteError) {
    let tensor = try output(step, part: part)
    let held = values[value.number].tensor
    // TFLite Micro copies the integers, whatever the output says that they stand for.
    if isQuantized, tensor.type == held.type, tensor.type == activationType || tensor.type == .int16,
      let said = try tensor.quantization(),
      let own = try held.quantization()
    {
      let (one, other) = (try said.scales(), try own.scales())
      let (zero, origin) = (try said.zeroPoints(), try own.zeroPoints())
      guard one == other, zero == origin else {
        throw .unsupported(
          step.site,
          "scale \(one) and zero point \(zero) for an input of scale \(other) and zero point \(origin)")
      }
    }
    try finish(step, tensor, value)
  }

  /// Adds a step of an operator.
  /// - Returns: the number of the value that it makes, of the operation's shape.
  mutating func appendStep(
    _ step: TFLiteOperator, _ operation: Operation, inputs: [Int], name: String, tensor: TFLiteTensor,
    activation: TFLiteActivation = .none, constants: TFLiteConstants? = nil, operand: TFLiteConstant? = nil,
    keepsQuantization: Bool? = nil
  ) throws(TFLiteError) -> Int {
    guard operation.body.inputCount.contains(inputs.count) else {
      throw .unsupported(step.site, "\(inputs.count) inputs")
    }
    guard !isQuantized || activation.clamp != nil else {
      throw .unsupported(step.site, "the fused activation \(activation.name)")
    }
    if isQuantized {
      try checkWidth(of: operation, inputs.map { values[$0].tensor } + [tensor], step.site)
    } else if tensor.type.isWhole, !operation.keepsWholeNumbers {
      throw .tensorType(step.site, tensor: tensor.label, found: tensor.type.name, needed: "FLOAT32")
    }
    let shape: Shape
    do throws(ShapeError) {
      shape = try operation.body.outputShape(for: inputs.map { values[$0].shape })
    } catch {
      throw .shape(step.site, error)
    }
    guard Extents.count(shape.dimensions) != nil else { throw .shape(step.site, .range("an output")) }
    let node = TFLiteNode(
      site: step.site, name: name, operation: operation, inputs: inputs, activation: activation,
      tensor: tensor, constants: constants, operand: operand,
      keepsQuantization: keepsQuantization ?? operation.int8.keepsScale)
    return try append(node, shape: shape)
  }

  /// Throws where an operation would take or make int16 and has no kernel for it, or not for all of its operands.
  private func checkWidth(
    of operation: Operation, _ tensors: [TFLiteTensor], _ site: TFLiteOperatorSite
  ) throws(TFLiteError) {
    // Memory has elements of its own, and what rescales takes any.
    let isFree = operation.body is any StatefulOperation || operation.body.isView(whileTraining: false)
    guard !isFree, let wide = tensors.first(where: { $0.type == .int16 }) else { return }
    guard operation.int8.hasWideKernel, tensors.allSatisfy({ $0.type == .int16 || $0.type == .float32 })
    else {
      throw .tensorType(site, tensor: wide.label, found: wide.type.name, needed: "INT8")
    }
  }

  /// Notes the value that a tensor holds, in the shape that a graph has for its extents.
  private mutating func finish(
    _ step: TFLiteOperator, _ tensor: TFLiteTensor, _ value: TFLiteValue
  ) throws(TFLiteError) {
    guard Extents.count(value.extents) != nil else { throw .shape(step.site, .range("an output")) }
    let held = Shape(holding: value.extents)
    guard held.count == values[value.number].shape.count, agree(tensor, value.extents) else {
      throw .outputShape(
        step.site, declared: Shape(tensor.shape), computed: Shape(value.extents))
    }
    let number = try view(value.number, as: held, step)
    hold(.value(TFLiteValue(number: number, extents: value.extents)), in: tensor)
  }

  /// Whether a tensor that is declared to be of a shape may have some extents. What depends on an open extent is
  /// declared as anything.
  private func agree(_ tensor: TFLiteTensor, _ extents: [Int]) -> Bool {
    guard tensor.isStatic, !tensor.shape.isEmpty, hasStaticInputs else { return true }
    guard samples > 1, !extents.isEmpty else { return tensor.shape == extents }
    return tensor.shape == [extents[0] * samples] + extents.dropFirst()
  }
}
