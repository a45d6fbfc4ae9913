import ApusGraph

extension ONNXImporter {
  /// GEMM: `alpha · A · B + beta · C`, where A or B may be transposed.
  mutating func gemm(_ step: ONNXStep) throws(ONNXError) {
    let alpha = try step.node.float("alpha", default: 1)
    let beta = try step.node.float("beta", default: 1)
    var flow = try step.flow(0)
    guard flow.shape.count == 2 else { throw step.unsupported("an input of \(flow.shape.count) axes") }
    if try step.node.integer("transA", default: 0) != 0 { flow = transposed(flow, [1, 0]) }
    if case .computed(let other)? = step.inputs.dropFirst().first {
      return try gemm(step, flow, other, alpha: alpha, beta: beta)
    }
    guard var weights = try step.constant(1), weights.shape.count == 2 else {
      throw step.damaged("no weights of two axes")
    }
    if try step.node.integer("transB", default: 0) == 0 { weights = weights.transposed([1, 0]) }
    if alpha != 1 { weights = weights.scaled(by: alpha) }
    let features = weights.shape[0]
    var bias: [Float]?
    var rest: ONNXArray?
    if let constant = try step.constant(2) {
      let scaled = beta == 1 ? constant : constant.scaled(by: beta)
      if scaled.count == features || scaled.count == 1, scaled.shape.last ?? 1 == scaled.count {
        bias = scaled.count == 1 ? Array(repeating: scaled.reals[0], count: features) : scaled.reals
      } else {
        rest = scaled
      }
    }
    let result = try dense(step, flow, weights, bias: bias)
    guard let rest else { return try finish(step, result) }
    try finish(step, try combined(step, .computed(result), .constant(rest)) { .add(Add(constant: $0)) })
  }

  /// GEMM of two computed values.
  private mutating func gemm(
    _ step: ONNXStep, _ first: ONNXFlow, _ second: ONNXFlow, alpha: Float, beta: Float
  ) throws(ONNXError) {
    let isTransposed = try step.node.integer("transB", default: 0) != 0
    var result = try product(step, first, isTransposed ? transposed(second, [1, 0]) : second)
    if alpha != 1 {
      let factor = ONNXValue.constant(ONNXArray([alpha], shape: []))
      result = try combined(step, .computed(result), factor) { .multiply(Multiply(constant: $0)) }
    }
    if step.has(2), let last = step.inputs[2] {
      var addend = last
      if beta != 1 {
        guard case .constant(let array) = last else { throw step.unsupported("a factor of a computed input") }
        addend = .constant(array.scaled(by: beta))
      }
      result = try combined(step, .computed(result), addend) { .add(Add(constant: $0)) }
    }
    try finish(step, result)
  }

  /// MAT_MUL of two values, or with a constant matrix on one side.
  mutating func matrixProduct(_ step: ONNXStep) throws(ONNXError) {
    if case .constant(let matrix)? = step.inputs.first {
      // (M · x)ᵀ = xᵀ · Mᵀ, and both transpositions cost nothing.
      let flow = try step.flow(1)
      if flow.shape.count == 1, matrix.shape.count == 2 {
        return try finish(step, try dense(step, flow, matrix, bias: nil))
      }
      guard flow.shape.count >= 2, let weights = Self.matrix(matrix, isFirst: true) else {
        return try finish(step, try product(step, try computed(matrix), flow))
      }
      var swapped = Array(flow.shape.indices)
      swapped.swapAt(swapped.count - 1, swapped.count - 2)
      var result = transposed(try dense(step, transposed(flow, swapped), weights, bias: nil), swapped)
      if matrix.shape.count == 1 {
        result = try reshaped(result, Array(flow.shape.dropLast(2)) + [flow.shape.last!])
      }
      return try finish(step, result)
    }
    let flow = try step.flow(0)
    if case .computed(let other)? = step.inputs.dropFirst().first {
      return try finish(step, try product(step, flow, other))
    }
    guard let matrix = try step.constant(1) else { throw step.damaged("too few inputs") }
    guard !flow.shape.isEmpty, let weights = Self.matrix(matrix, isFirst: false) else {
      // Several matrices, one for each sample.
      return try finish(step, try product(step, flow, try computed(matrix)))
    }
    var result = try dense(step, flow, weights, bias: nil)
    let surplus = matrix.shape.count - flow.shape.count
    if matrix.shape.count == 1 {
      result = try reshaped(result, Array(flow.shape.dropLast()))
    } else if surplus > 0 {
      result = try reshaped(result, Array(repeating: 1, count: surplus) + result.shape)
    }
    try finish(step, result)
  }

  /// A constant as the weights `[output, input]` of a dense layer; nil where it is more than one matrix.
  private static func matrix(_ array: ONNXArray, isFirst: Bool) -> ONNXArray? {
    guard array.shape.count > 1 else {
      return array.count == 0 || array.shape.isEmpty ? nil : array.reshaped([1, array.count])
    }
    guard array.shape.dropLast(2).allSatisfy({ $0 == 1 }), array.count > 0 else { return nil }
    let matrix = array.reshaped(Array(array.shape.suffix(2)))
    return isFirst ? matrix : matrix.transposed([1, 0])
  }

  /// A dense layer over the last axis of a value.
  /// - Parameter weights: `[output, input]`, the inputs as the file's axis counts them.
  mutating func dense(
    _ step: ONNXStep, _ flow: ONNXFlow, _ weights: ONNXArray, bias: [Float]?
  ) throws(ONNXError) -> ONNXFlow {
    let (outputs, inputs) = (weights.shape[0], weights.shape[1])
    guard let last = flow.shape.indices.last, flow.shape[last] == inputs, outputs > 0 else {
      throw step.damaged("weights for \(inputs) inputs instead of \(flow.shape.last ?? 0)")
    }
    try checkBatch(step, flow, [last])
    var flow = flow
    let factors = flow.layout.axes[last]
    let places = flow.layout.order
    // The features must lie together, in whichever order: the weights follow them.
    let tail = places.suffix(factors.count)
    if !tail.allSatisfy(factors.contains) {
      flow = try stored(flow, Self.memoryOrder(of: flow.layout).filter { $0 != last } + [last])
    }
    let order = flow.layout.order.suffix(flow.layout.axes[last].count)
    let start = flow.layout.axes[last].lowerBound
    let extents = flow.layout.axes[last].map { flow.layout.factors[$0] }
    let memory = ElementLayout([outputs] + extents, memoryOrder: [0] + order.map { $0 - start + 1 })
    var arranged = weights
    for move in ElementLayout([outputs] + extents).steps(to: memory) { arranged = arranged.applying(move) }
    arranged.quantization = weights.quantization
    let rows = flow.layout.count / inputs
    var result = flow
    result.layout = flow.layout.replacing(last, with: outputs, innermost: true)
    let parameters = [arranged.reals] + (bias.map { [$0] } ?? [])
    let fits = rows > 1 && emitter.shapes[flow.node]!.channels == inputs
    let input =
      fits
      ? flow.node : try emitter.viewed(flow.node, as: rows == 1 ? Shape([inputs]) : Shape([rows, inputs]))
    let body = Dense(inputFeatures: inputs, outputFeatures: outputs, hasBias: bias != nil)
    result.node = try emitter.add(.dense(body), [input], parameters: parameters)
    result.isFeatureMap = false
    try noteWeights(step, result.node, weights, channels: outputs)
    return result
  }
}

extension ONNXArray {
  /// All elements times a number, and the scales of integers with them.
  func scaled(by factor: Float) -> ONNXArray {
    var result = ONNXArray(reals.map { $0 * factor }, shape: shape)
    result.quantization =
      factor > 0
      ? quantization.map { Quantization(scales: $0.scales.map { $0 * factor }, axis: $0.axis) } : nil
    return result
  }
}
