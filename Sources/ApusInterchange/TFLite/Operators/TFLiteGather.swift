import ApusGraph

extension TFLiteImporter {
  /// GATHER of constant indices along any axis, or of rows of a constant table.
  mutating func gather(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.gather)
    if try options.integer(0) == 0, try options.integer(1) == 0, let table = try optionalConstant(step, 0) {
      return try embedding(step, table)
    }
    let input = try copied(step, 0)
    let axis = try axis(try options.integer(0), of: input.extents.count, step)
    guard try options.integer(1) == 0, let constant = try optionalConstant(step, 1) else {
      throw .unsupported(step.site, "indices that are computed, or for each sample")
    }
    let extent = input.extents[axis]
    guard let indices = file.integers(constant), !indices.isEmpty,
      indices.allSatisfy({ (0..<extent).contains($0) })
    else { throw .unsupported(step.site, "an index that is none of \(extent)") }
    guard indices.count <= Self.mostIndices else { throw .unsupported(step.site, "\(indices.count) indices") }
    var result = try picked(
      input, axis, indices, step, name: step.name, tensor: values[input.number].tensor)
    result.extents.replaceSubrange(axis...axis, with: constant.extents)
    try alias(step, result)
  }

  /// Rows of a constant table by computed indices, which TFLite demands to be within it.
  private mutating func embedding(_ step: TFLiteOperator, _ table: TFLiteConstant) throws(TFLiteError) {
    let (indices, tensor) = (try anyValue(step, 1), try operand(step, 1))
    guard tensor.type.isWhole, !isQuantized || values[indices.number].isIndex else {
      throw .tensorType(step.site, tensor: tensor.label, found: tensor.type.name, needed: "INT32")
    }
    guard let count = table.extents.first, count > 0, table.count > 0 else {
      throw .unsupported(step.site, "a table of shape \(table.extents)")
    }
    try claim(table)
    let rest = Array(table.extents.dropFirst())
    let shape = Shape(holding: indices.extents)
    let body = Embedding(count: count, features: rest.reduce(1, *))
    // What is made has one axis more.
    let taken = shape.rank < 3 ? shape : Shape([shape.count])
    let number = try appendStep(
      step, .embedding(body), inputs: [try view(indices.number, as: taken, step)], name: step.name,
      tensor: try output(step), operand: table, keepsQuantization: false)
    try alias(step, TFLiteValue(number: number, extents: indices.extents + rest))
  }

  /// TILE: the whole as often as is said, along each axis.
  mutating func tile(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try copied(step, 0)
    let counts = try settings(step, 1)
    guard counts.count == input.extents.count, samples == 1 || counts[0] == 1 else {
      throw .unsupported(step.site, "\(counts) copies of an input of shape \(input.extents)")
    }
    try alias(step, try repeated(step, input, counts))
  }

  /// BROADCAST_TO: as many copies as it takes, along axes of one element.
  mutating func broadcastTo(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try copied(step, 0)
    let target = try settings(step, 1)
    guard samples == 1, Extents.broadcast(input.extents, target) == target else {
      throw .unsupported(step.site, "the shape \(target) for an input of shape \(input.extents)")
    }
    try alias(step, try spread(step, input, to: target))
  }

  /// As many copies of a value as it takes to have some extents, along axes of one element.
  mutating func spread(
    _ step: TFLiteOperator, _ input: TFLiteValue, to target: [Int]
  ) throws(TFLiteError) -> TFLiteValue {
    var input = input
    input.extents = Extents.padded(input.extents, to: target.count)
    return try repeated(step, input, zip(input.extents, target).map { $0 == $1 ? 1 : $1 })
  }

  private mutating func repeated(
    _ step: TFLiteOperator, _ input: TFLiteValue, _ counts: [Int]
  ) throws(TFLiteError) -> TFLiteValue {
    let extents = zip(input.extents, counts).map { $0 &* $1 }
    guard counts.allSatisfy({ (1...1 << 16).contains($0) }), let total = Extents.count(extents),
      total <= 1 << 22
    else {
      throw .unsupported(step.site, "\(counts) copies of an input of shape \(input.extents)")
    }
    var result = input
    for axis in counts.indices where counts[axis] > 1 {
      let indices = Array(repeatElement(0..<result.extents[axis], count: counts[axis]).joined())
      result = try picked(
        result, axis, indices, step, name: step.name, tensor: values[input.number].tensor)
    }
    return result
  }

  /// REVERSE_V2 along some axes.
  mutating func reverse(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try copied(step, 0)
    var result = input
    for number in try settings(step, 1) {
      let axis = try axis(number, of: input.extents.count, step)
      guard input.extents[axis] > 1 else { continue }
      guard input.extents[axis] <= Self.mostIndices else {
        throw .unsupported(step.site, "\(input.extents[axis]) indices")
      }
      result = try picked(
        result, axis, (0..<input.extents[axis]).reversed(), step, name: step.name,
        tensor: values[input.number].tensor)
    }
    try alias(step, result)
  }

  /// SPACE_TO_DEPTH: blocks of neighbors become channels.
  mutating func spaceToDepth(_ step: TFLiteOperator) throws(TFLiteError) {
    let block = try step.options(TFLiteOptions.Kind.spaceToDepth).integer(0)
    let input = try featureMap(step, 0)
    let (height, width, channels) = (input.extents[1], input.extents[2], input.extents[3])
    guard block > 0, height % block == 0, width % block == 0 else {
      throw .unsupported(step.site, "blocks of \(block) for an input of shape \(input.extents)")
    }
    let parts = TFLiteValue(
      number: input.number, extents: [1, height / block, block, width / block, block, channels])
    var result = try transposed(parts, [0, 1, 3, 2, 4, 5], step, name: step.name)
    result.extents = [1, height / block, width / block, block * block * channels]
    try alias(step, result)
  }

  /// DEPTH_TO_SPACE: channels become blocks of neighbors.
  mutating func depthToSpace(_ step: TFLiteOperator) throws(TFLiteError) {
    let block = try step.options(TFLiteOptions.Kind.depthToSpace).integer(0)
    let input = try featureMap(step, 0)
    let (height, width, channels) = (input.extents[1], input.extents[2], input.extents[3])
    guard (1...4096).contains(block), channels % (block * block) == 0 else {
      throw .unsupported(step.site, "blocks of \(block) for an input of shape \(input.extents)")
    }
    let rest = channels / (block * block)
    let parts = TFLiteValue(number: input.number, extents: [1, height, width, block, block, rest])
    var result = try transposed(parts, [0, 1, 3, 2, 4, 5], step, name: step.name)
    result.extents = [1, height * block, width * block, rest]
    try alias(step, result)
  }
}
