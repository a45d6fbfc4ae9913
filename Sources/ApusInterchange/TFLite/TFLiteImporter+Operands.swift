import ApusGraph

extension TFLiteImporter {
  /// The type of activations, of an int8 network that of most.
  var activationType: TFLiteTensorType { isQuantized ? isUnsigned ? .uint8 : .int8 : .float32 }

  /// Throws unless a tensor can hold activations: those of an int8 network may have 16 bits, and a float one may add up whole
  /// numbers.
  func checkActivation(_ tensor: TFLiteTensor, _ site: TFLiteOperatorSite) throws(TFLiteError) {
    if isQuantized ? !isUnsigned && tensor.type == .int16 : tensor.type.isWhole { return }
    try check(tensor, activationType, site)
  }

  /// A constant of a float network with its whole numbers as real ones.
  func real(_ constant: TFLiteConstant) -> TFLiteConstant {
    guard !isQuantized, constant.tensor.type.isWhole, let integers = file.integers(constant) else {
      return constant
    }
    var result = constant
    result.elements = .reals(integers.map { Float($0) })
    return result
  }

  /// A tensor that an operator takes.
  func operand(_ step: TFLiteOperator, _ position: Int) throws(TFLiteError) -> TFLiteTensor {
    guard position < step.inputs.count else { throw .damaged("\(step.site) has too few operands") }
    return try graph.tensor(step.inputs[position])
  }

  /// Whether an operator has an operand in a place where it may be left out.
  func has(_ step: TFLiteOperator, _ position: Int) -> Bool {
    position < step.inputs.count && step.inputs[position] != -1
  }

  /// Throws unless a tensor is of a type.
  func check(
    _ tensor: TFLiteTensor, _ type: TFLiteTensorType, _ site: TFLiteOperatorSite
  ) throws(TFLiteError) {
    guard tensor.type == type else {
      throw .tensorType(site, tensor: tensor.label, found: tensor.type.name, needed: type.name)
    }
  }

  /// The value that an operator takes, of the network's type.
  mutating func value(_ step: TFLiteOperator, _ position: Int) throws(TFLiteError) -> TFLiteValue {
    let value = try anyValue(step, position)
    try checkActivation(try operand(step, position), step.site)
    return value
  }

  /// The value that an operator takes, of any type.
  mutating func anyValue(_ step: TFLiteOperator, _ position: Int) throws(TFLiteError) -> TFLiteValue {
    let tensor = try operand(step, position)
    switch try content(tensor.index) {
    case .value(let value): return value
    // What a loop starts with is often constant.
    case .constant where depth > 0: return try valueOrConstant(step, position)
    case .batches: throw .unsupported(step.site, "samples that SPACE_TO_BATCH_ND makes of one")
    case .constant, .variable, .unknown, nil: throw .notComputed(step.site, tensor: tensor.label)
    }
  }

  /// The value that an operator takes where a constant can also be one: as a state that keeps what it holds.
  mutating func valueOrConstant(_ step: TFLiteOperator, _ position: Int) throws(TFLiteError) -> TFLiteValue {
    guard let constant = try optionalConstant(step, position) else { return try anyValue(step, position) }
    try checkActivation(constant.tensor, step.site)
    if let known = constantValues[constant.tensor.index] { return known }
    let result = try addState(
      "\(step.name).constant\(position)", extents: constant.extents, tensor: constant.tensor,
      initial: real(constant))
    constantValues[constant.tensor.index] = result
    return result
  }

  /// The constant that an operator takes; nil where the operand is computed.
  mutating func optionalConstant(
    _ step: TFLiteOperator, _ position: Int
  ) throws(TFLiteError) -> TFLiteConstant? {
    guard case .constant(let constant)? = try content(try operand(step, position).index) else { return nil }
    return constant
  }

  /// The constant that an operator takes, counted as one more use of it.
  mutating func constant(_ step: TFLiteOperator, _ position: Int) throws(TFLiteError) -> TFLiteConstant {
    let tensor = try operand(step, position)
    guard let constant = try optionalConstant(step, position) else {
      throw .unsupported(step.site, "weights that are computed (\(tensor.label))")
    }
    try claim(constant)
    return constant
  }

  /// Counts one more use of a constant.
  mutating func claim(_ constant: TFLiteConstant) throws(TFLiteError) {
    try claim(bytes: constant.tensor.type.byteCount(of: constant.count))
  }

  /// The weights (operand 1) and bias (the last operand, which may be left out) of an operator. A float network may
  /// have int8 weights ("dynamic range").
  /// - Parameters:
  ///   - channels: how many outputs there are for each position.
  ///   - channelDimension: the dimension of the weights whose extent the constant has.
  mutating func constants(
    _ step: TFLiteOperator, channels: Int, channelDimension: Int, biasOperand: Int = 2
  ) throws(TFLiteError) -> TFLiteConstants {
    guard step.inputs.count <= biasOperand + 1 else {
      throw .unsupported(step.site, "\(step.inputs.count) operands")
    }
    let weights = try constant(step, 1)
    let isNarrow =
      weights.tensor.type == .int8 || weights.tensor.type == .int4
      || isUnsigned && weights.tensor.type == .uint8
    guard isNarrow || !isQuantized && weights.tensor.type.isReal else {
      try check(weights.tensor, activationType, step.site)
      return TFLiteConstants(weights: weights, channelDimension: channelDimension)
    }
    var result = TFLiteConstants(weights: weights, channelDimension: channelDimension)
    if has(step, biasOperand) {
      let bias = try constant(step, biasOperand)
      let made = try output(step).type
      let isWide = isQuantized && bias.tensor.type == .int64 && made == .int16
      if !isWide, isQuantized || !bias.tensor.type.isReal {
        try check(bias.tensor, isQuantized ? .int32 : .float32, step.site)
      }
      guard bias.count == channels else {
        throw .unsupported(step.site, "a bias of shape \(bias.extents) for \(channels) outputs")
      }
      result.bias = bias
    }
    return result
  }

  /// The whole numbers that an operator takes as settings, such as axes or paddings.
  mutating func settings(_ step: TFLiteOperator, _ position: Int) throws(TFLiteError) -> [Int] {
    let tensor = try operand(step, position)
    guard let constant = try optionalConstant(step, position), constant.count <= 1 << 16 else {
      throw .unsupported(step.site, "settings of shape \(tensor.shape) that are not constant or too many")
    }
    guard [.int32, .int64].contains(tensor.type), let numbers = file.integers(constant) else {
      throw .tensorType(step.site, tensor: tensor.label, found: tensor.type.name, needed: "INT32 or INT64")
    }
    return numbers
  }

  /// An axis by its number, which counts from the end where it is negative.
  /// - Parameter rank: how many axes there are.
  func axis(_ number: Int, of rank: Int, _ step: TFLiteOperator) throws(TFLiteError) -> Int {
    let axis = number < 0 ? number &+ rank : number
    guard (0..<rank).contains(axis) else { throw .unsupported(step.site, "axis \(number) of \(rank)") }
    guard axis > 0 || samples == 1 else {
      throw .unsupported(step.site, "axis 0, along which the file has \(samples) samples")
    }
    return axis
  }
}
