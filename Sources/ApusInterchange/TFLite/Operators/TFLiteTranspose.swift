import ApusGraph

extension TFLiteImporter {
  /// TRANSPOSE by a constant permutation.
  mutating func transposition(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try copied(step, 0)
    let permutation = try settings(step, 1)
    let rank = input.extents.count
    guard permutation.sorted() == Array(0..<rank) else { throw .shape(step.site, .range("an order of axes")) }
    guard samples == 1 || permutation.first == 0 else {
      throw .unsupported(
        step.site, "the permutation \(permutation) of axes, the first being \(samples) samples")
    }
    try alias(step, try transposed(input, permutation, step, name: step.name))
  }

  /// A value with its axes in another order.
  /// - Parameters:
  ///   - order: for each axis of the result, which axis it is.
  ///   - name: what the steps are called.
  mutating func transposed(
    _ input: TFLiteValue, _ order: [Int], _ step: TFLiteOperator, name: String
  ) throws(TFLiteError) -> TFLiteValue {
    let extents = order.map { input.extents[$0] }
    let moves = TranspositionStep.steps(extents: input.extents, order: order)
    guard !moves.isEmpty else { return TFLiteValue(number: input.number, extents: extents) }
    let tensor = values[input.number].tensor
    if order.first == 0, input.extents[0] == 1, (3...4).contains(order.count) {
      let transpose = Transpose(order: order.dropFirst().map { $0 - 1 })
      let number = try appendStep(
        step, .transpose(transpose), inputs: [input.number], name: name, tensor: tensor)
      return TFLiteValue(number: number, extents: extents)
    }
    var number = input.number
    for move in moves {
      let viewed = try view(number, as: Shape(move.shape), step)
      number = try appendStep(
        step, .transpose(Transpose(order: move.order)), inputs: [viewed], name: name, tensor: tensor)
    }
    return TFLiteValue(number: number, extents: extents)
  }
}
