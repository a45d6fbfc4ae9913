import ApusGraph

extension TFLiteImporter {
  /// CONCATENATION along any axis.
  mutating func concatenation(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.concatenation)
    guard case .none = try options.activation(1) else { throw .unsupported(step.site, "a fused activation") }
    var inputs: [TFLiteValue] = []
    for position in step.inputs.indices {
      // What has no elements adds none.
      if let constant = try optionalConstant(step, position), constant.count == 0 { continue }
      inputs.append(try valueOrConstant(step, position))
    }
    guard let rank = inputs.first?.extents.count else { throw .damaged("\(step.site) has no inputs") }
    try join(step, inputs, axis: try axis(try options.integer(0), of: rank, step))
  }

  /// PACK: values joined along an axis that they do not have.
  mutating func pack(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.pack)
    var inputs: [TFLiteValue] = []
    for position in step.inputs.indices { inputs.append(try valueOrConstant(step, position)) }
    guard let rank = inputs.first?.extents.count else { throw .damaged("\(step.site) has no inputs") }
    let axis = try axis(try options.integer(1), of: rank + 1, step)
    for index in inputs.indices where inputs[index].extents.count >= axis {
      inputs[index].extents.insert(1, at: axis)
    }
    try join(step, inputs, axis: axis)
  }

  /// Joins values along an axis.
  mutating func join(_ step: TFLiteOperator, _ inputs: [TFLiteValue], axis: Int) throws(TFLiteError) {
    var extents = inputs[0].extents
    extents[axis] = 0
    for input in inputs {
      guard input.extents.count == extents.count else {
        throw .shape(step.site, .mismatch(Shape(inputs[0].extents), Shape(input.extents)))
      }
      var expected = inputs[0].extents
      expected[axis] = input.extents[axis]
      guard input.extents == expected else {
        throw .shape(step.site, .mismatch(Shape(inputs[0].extents), Shape(input.extents)))
      }
      extents[axis] += input.extents[axis]
    }
    let tensor = try output(step)
    guard inputs.count > 1 else { return try alias(step, inputs[0]) }
    // An axis of one element in front may be held by some and not by others.
    let ranks = Set(inputs.map { Shape(holding: $0.extents).rank })
    let held = ranks.count == 1 ? heldAxis(axis, of: inputs[0].extents) : nil
    var parts: [Int] = []
    for input in inputs {
      let (outer, extent, inner) = Extents.around(axis, of: input.extents)
      let shape = held != nil ? Shape(holding: input.extents) : Shape([outer, extent * inner])
      parts.append(try view(input.number, as: shape, step))
    }
    let distance = held.map { Shape(holding: inputs[0].extents).rank - 1 - $0 } ?? 0
    let operation = Operation.concatenate(Concatenate(axis: [.channels, .columns, .rows][distance]))
    let most = operation.body.inputCount.upperBound
    while parts.count > most {
      let first = try appendStep(
        step, operation, inputs: Array(parts[..<most]), name: "\(step.name).part", tensor: tensor)
      parts.replaceSubrange(..<most, with: [first])
    }
    if parts.count > 1 {
      parts = [try appendStep(step, operation, inputs: parts, name: step.name, tensor: tensor)]
    }
    try alias(step, TFLiteValue(number: parts[0], extents: extents))
  }

  /// Which axis of the shape that a graph has is an axis of a value's extents; nil where it is none of its own.
  func heldAxis(_ axis: Int, of extents: [Int]) -> Int? {
    let rank = Shape(holding: extents).rank
    let missing = extents.count - rank
    // The outermost axis that is held may be several; where nothing is missing or only a batch of 1, it is not.
    let isWhole = missing <= 0 || missing == 1 && extents[0] == 1
    let held = axis - max(missing, 0)
    return held > 0 || held == 0 && isWhole ? held : nil
  }
}
