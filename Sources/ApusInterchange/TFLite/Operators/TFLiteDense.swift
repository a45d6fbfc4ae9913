import ApusGraph

extension TFLiteImporter {
  /// FULLY_CONNECTED: weights `[outputs, inputs]`, applied to as many vectors of inputs as there are.
  mutating func dense(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.fullyConnected)
    guard try options.byte(1) == 0 else { throw .unsupported(step.site, "shuffled weights") }
    // An unrolled recurrent layer begins with a constant.
    let input = try valueOrConstant(step, 0)
    try checkActivation(try operand(step, 0), step.site)
    guard let weights = try optionalConstant(step, 1) else {
      return try computedDense(step, input, keepsAxes: try options.byte(2) != 0, try options.activation(0))
    }
    let shape = weights.extents
    guard shape.count == 2, shape.allSatisfy({ $0 > 0 }) else {
      throw .unsupported(step.site, "weights of shape \(shape)")
    }
    let count = input.extents.reduce(1, *)
    guard count % shape[1] == 0 else {
      throw .unsupported(step.site, "weights for \(shape[1]) inputs and an input of \(Shape(input.extents))")
    }
    let constants = try constants(step, channels: shape[0], channelDimension: 0)
    let body = Dense(inputFeatures: shape[1], outputFeatures: shape[0], hasBias: constants.bias != nil)
    let rows = count / shape[1]
    let viewed =
      rows == 1
      ? try view(input.number, as: Shape([shape[1]]), step, name: "flatten")
      : try view(input.number, as: Shape([rows, shape[1]]), step)
    try append(
      step, .dense(body), inputs: [viewed],
      extents: try extents(of: input, rows: rows, outputs: shape[0], keepsAxes: try options.byte(2) != 0),
      activation: try options.activation(0), constants: constants)
  }

  private func extents(
    of input: TFLiteValue, rows: Int, outputs: Int, keepsAxes: Bool
  ) throws(TFLiteError) -> [Int] {
    keepsAxes ? Array(input.extents.dropLast()) + [outputs] : [rows, outputs]
  }

  /// FULLY_CONNECTED with weights that are computed: a product of two matrices.
  private mutating func computedDense(
    _ step: TFLiteOperator, _ input: TFLiteValue, keepsAxes: Bool, _ activation: TFLiteActivation
  ) throws(TFLiteError) {
    let weights = try value(step, 1)
    guard weights.extents.count == 2, !has(step, 2), samples == 1, let features = input.extents.last,
      features == weights.extents[1]
    else { throw .unsupported(step.site, "weights that are computed, of shape \(weights.extents)") }
    let rows = input.extents.reduce(1, *) / features
    let viewed = try view(input.number, as: Shape([rows, features]), step)
    let matrix = try view(weights.number, as: Shape(weights.extents), step)
    try append(
      step, .matrixProduct(MatrixProduct(transposesSecond: true)), inputs: [viewed, matrix],
      extents: try extents(of: input, rows: rows, outputs: weights.extents[0], keepsAxes: keepsAxes),
      activation: activation)
  }

  /// BATCH_MATMUL of two values, or of one and a constant matrix, which then is a dense layer's.
  mutating func batchMatrixProduct(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.batchMatrixProduct)
    let (transposesFirst, transposesSecond) = (try options.byte(0) != 0, try options.byte(1) != 0)
    if !transposesFirst, let matrix = try optionalConstant(step, 1), try isWeights(matrix) {
      return try dense(step, by: matrix, isTransposed: transposesSecond)
    }
    let (first, second) = (try valueOrConstant(step, 0), try valueOrConstant(step, 1))
    guard first.extents.count >= 2, second.extents.count >= 2,
      let batch = Extents.broadcast(Array(first.extents.dropLast(2)), Array(second.extents.dropLast(2)))
    else { throw .unsupported(step.site, "matrices of shapes \(first.extents) and \(second.extents)") }
    let one = first.extents.dropLast(2).reduce(1, *)
    let other = second.extents.dropLast(2).reduce(1, *)
    guard one == 1 || other == 1 || one == other && one == batch.reduce(1, *) else {
      throw .unsupported(step.site, "matrices of shapes \(first.extents) and \(second.extents)")
    }
    let rows = first.extents[first.extents.count - (transposesFirst ? 1 : 2)]
    let columns = second.extents[second.extents.count - (transposesSecond ? 2 : 1)]
    let inputs = [
      try view(first.number, as: Shape([one] + first.extents.suffix(2)), step),
      try view(second.number, as: Shape([other] + second.extents.suffix(2)), step),
    ]
    let body = MatrixProduct(transposesFirst: transposesFirst, transposesSecond: transposesSecond)
    try append(step, .matrixProduct(body), inputs: inputs, extents: batch + [rows, columns])
  }

  /// Whether a constant of BATCH_MATMUL can be a dense layer's weights: one matrix, of floats or of int8 without a zero point.
  private func isWeights(_ matrix: TFLiteConstant) throws(TFLiteError) -> Bool {
    guard matrix.extents.count >= 2, matrix.extents.dropLast(2).allSatisfy({ $0 == 1 }), matrix.count > 0
    else {
      return false
    }
    guard let values = file.int8s(matrix) else { return !isQuantized }
    guard let table = try matrix.tensor.quantization(), table.scaleCount == 1 else { return false }
    let zeroPoints = try table.zeroPoints()
    return !values.contains(-128) && zeroPoints.allSatisfy { $0 == 0 }
  }

  /// BATCH_MATMUL by a constant matrix.
  private mutating func dense(
    _ step: TFLiteOperator, by matrix: TFLiteConstant, isTransposed: Bool
  ) throws(TFLiteError) {
    let input = try value(step, 0)
    try claim(matrix)
    let extents = Array(matrix.extents.suffix(2))
    let (inputs, outputs) = isTransposed ? (extents[1], extents[0]) : (extents[0], extents[1])
    guard input.extents.last == inputs else {
      throw .unsupported(step.site, "matrices of shapes \(input.extents) and \(matrix.extents)")
    }
    var weights = matrix
    weights.extents = [outputs, inputs]
    if !isTransposed {
      let places = Extents.places([outputs, inputs], steps: [1, outputs])
      if let values = file.integers(matrix) {
        weights.elements = .integers(places.map { values[$0] })
      } else if let values = file.reals(matrix) {
        weights.elements = .reals(places.map { values[$0] })
      }
    }
    let rows = input.extents.reduce(1, *) / inputs
    let viewed = try view(input.number, as: Shape(rows == 1 ? [inputs] : [rows, inputs]), step)
    let body = Dense(inputFeatures: inputs, outputFeatures: outputs, hasBias: false)
    try append(
      step, .dense(body), inputs: [viewed], extents: input.extents.dropLast() + [outputs],
      constants: TFLiteConstants(weights: weights, channelDimension: 0))
  }
}
