extension ONNXFolding {
  /// DEQUANTIZE_LINEAR of a constant: the reals that its integers stand for, and how they do.
  func dequantized() throws(ONNXError) -> ONNXArray {
    let array = try input(0)
    let (scales, zeroPoints, axis) = try step.quantization(of: array.shape)
    guard case .integers(let values) = array.values else {
      throw step.damaged("reals that are quantized")
    }
    let stride = axis.map { array.shape[($0 + 1)...].reduce(1, *) } ?? 1
    var result = ONNXArray(
      values.enumerated().map { index, value in
        let channel = scales.count == 1 ? 0 : index / stride % scales.count
        return Float(value &- zeroPoints[channel]) * scales[channel]
      }, shape: array.shape)
    let zeroPoint = Int(zeroPoints[0]) - (array.type == .uint8 ? 128 : 0)
    let isSingle = scales.count == 1
    result.quantization = ONNXArray.Quantization(
      scales: scales, zeroPoint: isSingle ? zeroPoint : nil, axis: isSingle ? nil : axis)
    return result
  }

  /// QUANTIZE_LINEAR of a constant.
  func quantized() throws(ONNXError) -> ONNXArray {
    let array = try input(0)
    let (scales, zeroPoints, axis) = try step.quantization(of: array.shape)
    let type = try step.constant(2)?.type ?? .uint8
    guard let range = type.integerRange else { throw step.unsupported("the type \(type.name)") }
    let stride = axis.map { array.shape[($0 + 1)...].reduce(1, *) } ?? 1
    let values = array.reals.enumerated().map { index, value in
      let channel = scales.count == 1 ? 0 : index / stride % scales.count
      let quotient = (value / scales[channel]).rounded(.toNearestOrEven)
      let bounded = quotient.isNaN ? 0 : max(-1e6, min(1e6, quotient))
      return max(range.lowerBound, min(range.upperBound, Int64(bounded) + zeroPoints[channel]))
    }
    return ONNXArray(values, shape: array.shape, type: type)
  }
}

extension ONNXStep {
  /// The scales and zero points of a quantization, and the axis along which there is one for each index.
  /// - Parameter shape: of what is quantized.
  func quantization(of shape: [Int]) throws(ONNXError) -> (
    scales: [Float], zeroPoints: [Int64], axis: Int?
  ) {
    guard let scale = try constant(1) else { throw damaged("no scale") }
    let scales = scale.reals
    guard !scales.isEmpty, scales.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw damaged("a scale that is not positive")
    }
    var zeroPoints = [Int64](repeating: 0, count: scales.count)
    if let points = try constant(2) {
      guard case .integers(let values) = points.values, values.count == scales.count else {
        throw unsupported("zero points that do not fit the scales")
      }
      zeroPoints = values
    }
    guard scales.count > 1 else { return (scales, zeroPoints, nil) }
    guard try node.integer("block_size", default: 0) == 0, scale.shape.count == 1 else {
      throw unsupported("scales for blocks")
    }
    let axis = try axis("axis", default: 1, rank: shape.count)
    guard shape[axis] == scales.count else { throw damaged("\(scales.count) scales for \(shape)") }
    return (scales, zeroPoints, axis)
  }
}
