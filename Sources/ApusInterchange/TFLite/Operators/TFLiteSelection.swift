import ApusGraph

extension TFLiteImporter {
  /// GATHER_ND by constant indices: parts of a value, each named by its places along the first axes.
  mutating func gatherND(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try copied(step, 0)
    guard samples == 1, let constant = try optionalConstant(step, 1), let depth = constant.extents.last,
      depth > 0, depth <= input.extents.count, let numbers = file.integers(constant), !numbers.isEmpty
    else { throw .unsupported(step.site, "indices that are computed, or for each sample") }
    let count = numbers.count / depth
    guard count <= Self.mostIndices else { throw .unsupported(step.site, "\(count) indices") }
    let (outer, rest) = (Array(input.extents[..<depth]), Array(input.extents[depth...]))
    var indices: [Int] = []
    for first in stride(from: 0, to: numbers.count, by: depth) {
      var index = 0
      for (number, extent) in zip(numbers[first..<first + depth], outer) {
        guard (0..<extent).contains(number) else {
          throw .unsupported(step.site, "an index that is none of \(extent)")
        }
        index = index * extent + number
      }
      indices.append(index)
    }
    let parts = TFLiteValue(number: input.number, extents: [outer.reduce(1, *)] + rest)
    var result = try picked(
      parts, 0, indices, step, name: step.name, tensor: values[input.number].tensor)
    result.extents = constant.extents.dropLast() + rest
    try alias(step, result)
  }

  /// SELECT and SELECT_V2 by a constant condition: each element of one of two values.
  mutating func selection(_ step: TFLiteOperator) throws(TFLiteError) {
    guard step.inputs.count == 3 else { throw .damaged("\(step.site) has \(step.inputs.count) inputs") }
    guard samples == 1, let condition = try optionalConstant(step, 0), let flags = file.integers(condition)
    else { throw .unsupported(step.site, "a condition that is computed") }
    let operands = [try valueOrConstant(step, 1), try valueOrConstant(step, 2)]
    // SELECT may have a condition for each of the rows.
    var given = condition.extents
    if step.builtin == .select, given.count == 1 {
      given += Array(repeating: 1, count: max(0, operands[0].extents.count - 1))
    }
    guard let both = Extents.broadcast(operands[0].extents, operands[1].extents),
      let extents = Extents.broadcast(both, given), let count = Extents.count(extents),
      count <= Self.mostIndices
    else {
      throw .unsupported(step.site, "operands of shapes \(operands[0].extents) and \(operands[1].extents)")
    }
    let tensor = try output(step)
    var parts: [Int] = []
    for operand in operands {
      let whole = try spread(step, operand, to: extents)
      parts.append(try view(whole.number, as: Shape([count]), step))
    }
    let places = Extents.broadcastPlaces(given, to: extents)
    let indices = (0..<count).map { flags[places[$0]] != 0 ? $0 : count + $0 }
    let joined = try appendStep(
      step, .concatenate(Concatenate(axis: .channels)), inputs: parts, name: "\(step.name).both",
      tensor: tensor)
    var result = try picked(
      TFLiteValue(number: joined, extents: [2 * count]), 0, indices, step, name: step.name, tensor: tensor)
    result.extents = extents
    try alias(step, result)
  }
}
