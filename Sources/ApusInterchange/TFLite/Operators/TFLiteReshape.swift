import ApusGraph

extension TFLiteImporter {
  /// A value that an operator only moves: in an int8 network also one that is not yet, or no longer, int8, and indices.
  mutating func copied(_ step: TFLiteOperator, _ position: Int) throws(TFLiteError) -> TFLiteValue {
    let tensor = try operand(step, position)
    let result = try anyValue(step, position)
    if isQuantized, tensor.type == .uint8 || tensor.type == .float32 { return result }
    if values[result.number].isIndex || isQuantized && tensor.type == .int32 { return result }
    try checkActivation(tensor, step.site)
    return result
  }

  /// RESHAPE: the same elements in other extents, which are an operand's, an option's or those that the output declares.
  mutating func reshape(_ step: TFLiteOperator) throws(TFLiteError) {
    guard (1...2).contains(step.inputs.count) else {
      throw .damaged("\(step.site) has \(step.inputs.count) inputs")
    }
    var target = try output(step).shape
    if has(step, 1), let numbers = try optionalConstant(step, 1).flatMap({ file.integers($0) }),
      numbers.count <= 8
    {
      target = numbers
    } else if let numbers = try step.options(TFLiteOptions.Kind.reshape).integers(0) {
      target = numbers
    }
    try reshape(step, to: target)
  }

  /// Gives an operator's input other extents, one of which may be −1: all that is left.
  mutating func reshape(_ step: TFLiteOperator, to target: [Int]) throws(TFLiteError) {
    if case .batches(let batches)? = try content(try operand(step, 0).index) {
      guard let reshaped = batches.reshaped(target) else {
        throw .unsupported(step.site, "samples that SPACE_TO_BATCH_ND makes of one")
      }
      return try hold(.batches(reshaped), of: step)
    }
    let input = try copied(step, 0)
    guard let extents = resolved(target, of: input.extents) else {
      throw .unsupported(step.site, "the shape \(target) for an input of shape \(input.extents)")
    }
    try alias(step, TFLiteValue(number: input.number, extents: extents))
  }

  /// The extents that a target gives, of one sample of the file's; nil where it has other elements.
  private func resolved(_ target: [Int], of extents: [Int]) -> [Int]? {
    var target = target
    let count = extents.reduce(1, *)
    if samples > 1, let first = target.first, first % samples == 0, first > 0 { target[0] = first / samples }
    if let open = target.firstIndex(of: -1) {
      target[open] = 1
      guard let known = Extents.count(target), known > 0, count % known == 0 else { return nil }
      target[open] = count / known
    }
    guard Extents.count(target) == count else { return nil }
    return samples == 1 || target.first == 1 ? target : nil
  }

  /// SQUEEZE: without some axes of one element, or all of them.
  mutating func squeeze(_ step: TFLiteOperator) throws(TFLiteError) {
    guard let extents = try extents(step, 0) else {
      throw .notComputed(step.site, tensor: try operand(step, 0).label)
    }
    let numbers = try step.options(TFLiteOptions.Kind.squeeze).integers(0) ?? []
    var axes = Set(extents.indices.filter { extents[$0] == 1 && (samples == 1 || $0 > 0) })
    if !numbers.isEmpty {
      axes = []
      for number in numbers { axes.insert(try axis(number, of: extents.count, step)) }
    }
    guard axes.allSatisfy({ extents[$0] == 1 }) else {
      throw .unsupported(step.site, "axes \(numbers) of shape \(extents)")
    }
    try reshape(step, to: extents.indices.filter { !axes.contains($0) }.map { extents[$0] })
  }

  /// EXPAND_DIMS: with one more axis of one element.
  mutating func expandDimensions(_ step: TFLiteOperator) throws(TFLiteError) {
    guard let extents = try extents(step, 0) else {
      throw .notComputed(step.site, tensor: try operand(step, 0).label)
    }
    let numbers = try settings(step, 1)
    guard numbers.count == 1 else { throw .unsupported(step.site, "axes \(numbers)") }
    let axis = try axis(numbers[0], of: extents.count + 1, step)
    try reshape(step, to: extents[..<axis] + [1] + extents[axis...])
  }

  /// The extents of an operand, whatever it holds; nil where it holds nothing.
  mutating func extents(_ step: TFLiteOperator, _ position: Int) throws(TFLiteError) -> [Int]? {
    switch try content(try operand(step, position).index) {
    case .constant(let constant): constant.extents
    case .value(let value): value.extents
    case .batches(let batches): batches.extents
    case .variable, .unknown, nil: nil
    }
  }
}
