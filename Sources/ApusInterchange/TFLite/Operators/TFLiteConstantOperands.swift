import ApusGraph

extension TFLiteImporter {
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
    let weights = try operand(step, \.inputs, 1)
    let weightType: TFLiteTensorType = isQuantized || weights.type == .int8 ? .int8 : .float32
    let weightBytes = try constant(weights, weightType, step)
    var result = TFLiteConstants(
      weights: weights, weightBytes: weightBytes, channelDimension: channelDimension)
    if step.inputs.count > biasOperand, step.inputs[biasOperand] != -1 {
      let bias = try operand(step, \.inputs, biasOperand)
      let biasBytes = try constant(bias, isQuantized ? .int32 : .float32, step)
      guard bias.elementCount == channels else {
        throw .unsupported(step.site, "a bias of shape \(bias.shape) for \(channels) outputs")
      }
      (result.bias, result.biasBytes) = (bias, biasBytes)
    }
    return result
  }

  /// The bytes of a constant of an operator.
  mutating func constant(
    _ tensor: TFLiteTensor, _ type: TFLiteTensorType, _ step: TFLiteOperator
  ) throws(TFLiteError) -> Range<Int> {
    try check(tensor, type, step.site)
    guard !isComputed(tensor) else {
      throw .unsupported(step.site, "weights that are computed (\(tensor.label))")
    }
    let range = try file.constant(tensor)
    try claim(range)
    return range
  }

  /// The whole numbers that an operator takes as settings: axes or paddings, at most eight.
  func settings(_ step: TFLiteOperator, _ position: Int) throws(TFLiteError) -> [Int] {
    let tensor = try operand(step, \.inputs, position)
    guard !isComputed(tensor), let count = tensor.elementCount, count <= 8 else {
      throw .unsupported(step.site, "settings of shape \(tensor.shape) that are not constant or too many")
    }
    switch tensor.type {
    case .int32: return file.elements(try file.constant(tensor), as: Int32.self).map { Int($0) }
    case .int64: return file.elements(try file.constant(tensor), as: Int64.self).map { Int($0) }
    default:
      throw .tensorType(step.site, tensor: tensor.label, found: tensor.type.name, needed: "INT32 or INT64")
    }
  }
}
