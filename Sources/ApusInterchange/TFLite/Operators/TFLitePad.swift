import ApusGraph

extension TFLiteImporter {
  /// PAD with zeros, or PADV2 with a constant number, along any axes.
  mutating func pad(_ step: TFLiteOperator) throws(TFLiteError) {
    guard (2...3).contains(step.inputs.count) else {
      throw .unsupported(step.site, "\(step.inputs.count) inputs")
    }
    let input = try value(step, 0)
    let amounts = try settings(step, 1)
    let rank = input.extents.count
    guard amounts.count == 2 * rank, amounts.allSatisfy({ (0...4096).contains($0) }),
      samples == 1 || amounts[0] == 0 && amounts[1] == 0
    else { throw .unsupported(step.site, "paddings \(amounts) for an input of shape \(input.extents)") }
    let tensor = try output(step)
    let sides = (0..<rank).map { (before: amounts[2 * $0], after: amounts[2 * $0 + 1]) }
    if step.inputs.count == 3, let filler = try filler(step) {
      return try alias(step, try surrounded(input, sides, filler, step, tensor: tensor))
    }
    let padded = (0..<rank).filter { sides[$0].before + sides[$0].after > 0 }
    let held = padded.compactMap { heldAxis($0, of: input.extents) }
    var result = input
    if held.count == padded.count {
      let shape = values[input.number].shape
      let missing = 3 - shape.rank
      var all = Array(repeating: (before: 0, after: 0), count: 3)
      for (axis, number) in zip(padded, held) { all[number + missing] = sides[axis] }
      let viewed = try view(input.number, as: shape.asFeatureMap, step)
      result.number = try appendStep(
        step, Self.padding(all), inputs: [viewed], name: step.name, tensor: tensor)
      for axis in padded { result.extents[axis] += sides[axis].before + sides[axis].after }
      return try alias(step, result)
    }
    for axis in padded {
      let (outer, extent, inner) = Extents.around(axis, of: result.extents)
      let viewed = try view(result.number, as: Shape([outer, extent, inner]), step)
      result.number = try appendStep(
        step, Self.padding([(0, 0), sides[axis], (0, 0)]), inputs: [viewed], name: step.name, tensor: tensor)
      result.extents[axis] += sides[axis].before + sides[axis].after
    }
    try alias(step, result)
  }

  private static func padding(_ sides: [(before: Int, after: Int)]) -> Operation {
    let border = ResolvedPadding(
      top: sides[0].before, bottom: sides[0].after, left: sides[1].before, right: sides[1].after)
    return .pad(Pad(border: border, channelsBefore: sides[2].before, channelsAfter: sides[2].after))
  }

  /// The number that PADV2 surrounds a value with; nil where it stands for 0.
  private mutating func filler(_ step: TFLiteOperator) throws(TFLiteError) -> TFLiteConstant? {
    let constant = try constant(step, 2)
    try checkActivation(constant.tensor, step.site)
    guard constant.count == 1 else { throw .unsupported(step.site, "a filler of shape \(constant.extents)") }
    if isQuantized {
      let zero = try parameters(of: try output(step), "\(step.site)").zeroPoint
      return file.integers(constant)?[0] == zero ? nil : constant
    }
    return file.reals(constant)?[0] == 0 ? nil : constant
  }

  /// A value between blocks of one number along each axis.
  private mutating func surrounded(
    _ input: TFLiteValue, _ sides: [(before: Int, after: Int)], _ filler: TFLiteConstant,
    _ step: TFLiteOperator,
    tensor: TFLiteTensor
  ) throws(TFLiteError) -> TFLiteValue {
    var result = input
    for axis in sides.indices where sides[axis].before + sides[axis].after > 0 {
      let (outer, extent, inner) = Extents.around(axis, of: result.extents)
      var parts = [try view(result.number, as: Shape([outer, extent * inner]), step)]
      for (amount, isBefore) in [(sides[axis].before, true), (sides[axis].after, false)] where amount > 0 {
        var block = filler
        block.extents = [outer, amount * inner]
        try claim(folded: outer * amount * inner)
        block.elements = repeated(filler, count: outer * amount * inner)
        let value = try addState(
          "\(step.name).filler\(states.count)", extents: [1] + block.extents, tensor: tensor, initial: block)
        let number = try view(value.number, as: Shape(block.extents), step)
        parts.insert(number, at: isBefore ? 0 : parts.count)
      }
      result.number = try appendStep(
        step, .concatenate(Concatenate()), inputs: parts, name: step.name, tensor: tensor)
      result.extents[axis] = extent + sides[axis].before + sides[axis].after
    }
    return result
  }

  private func repeated(_ filler: TFLiteConstant, count: Int) -> TFLiteConstant.Elements {
    if let real = file.reals(filler)?[0] { return .reals(Array(repeating: real, count: count)) }
    return .integers(Array(repeating: file.integers(filler)?[0] ?? 0, count: count))
  }

  /// MIRROR_PAD: reflected with or without the border itself.
  mutating func mirrorPad(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try copied(step, 0)
    let repeatsBorder = try step.options(TFLiteOptions.Kind.mirrorPad).byte(0) != 0
    let amounts = try settings(step, 1)
    let rank = input.extents.count
    guard amounts.count == 2 * rank, samples == 1 || amounts[0] == 0 && amounts[1] == 0 else {
      throw .unsupported(step.site, "paddings \(amounts) for an input of shape \(input.extents)")
    }
    var result = input
    for axis in 0..<rank where amounts[2 * axis] != 0 || amounts[2 * axis + 1] != 0 {
      let (before, after, extent) = (amounts[2 * axis], amounts[2 * axis + 1], input.extents[axis])
      let most = repeatsBorder ? extent : extent - 1
      guard extent <= Self.mostIndices, (0...most).contains(before), (0...most).contains(after) else {
        throw .unsupported(step.site, "paddings \(amounts) for an input of shape \(input.extents)")
      }
      let skipped = repeatsBorder ? 0 : 1
      let indices =
        (0..<before).reversed().map { $0 + skipped } + Array(0..<extent)
        + (0..<after).map { extent - 1 - skipped - $0 }
      result = try picked(
        result, axis, indices, step, name: step.name, tensor: values[input.number].tensor)
    }
    try alias(step, result)
  }
}
