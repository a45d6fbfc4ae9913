import ApusGraph

extension TFLiteImporter {
  /// STRIDED_SLICE: begin, end and strides are constant; the masks are resolved here.
  mutating func stridedSlice(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.stridedSlice)
    let input = try value(step, 0)
    guard try options.byte(5) == 0 else { throw .unsupported(step.site, "ends that are counted from begins") }
    let bounds = TFLiteStridedSlice(
      site: step.site, begins: try settings(step, 1), ends: try settings(step, 2),
      strides: try settings(step, 3), beginMask: try options.integer(0), endMask: try options.integer(1),
      ellipsisMask: try options.integer(2), newAxisMask: try options.integer(3),
      shrinkAxisMask: try options.integer(4))
    let axes = try bounds.axes(of: [1] + shapes[input].dimensions)
    try append(
      step, .slice(Slice(axes: Array(axes.dropFirst()))), inputs: [input],
      reshapes: bounds.newAxisMask != 0 || bounds.shrinkAxisMask != 0)
  }

  /// SLICE: begin and size; a size of −1 is all that is left.
  mutating func slice(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try value(step, 0)
    let extents = [1] + shapes[input].dimensions
    let (begins, sizes) = (try settings(step, 1), try settings(step, 2))
    guard begins.count == extents.count, sizes.count == extents.count, begins[0] == 0,
      zip(begins, extents).allSatisfy({ $0 >= 0 && $0 < $1 })
    else { throw .unsupported(step.site, "begin \(begins) and size \(sizes) of extents \(extents)") }
    let axes = extents.indices.dropFirst().map { axis in
      Slice.Axis(begin: begins[axis], count: sizes[axis] == -1 ? extents[axis] - begins[axis] : sizes[axis])
    }
    try append(step, .slice(Slice(axes: axes)), inputs: [input])
  }

  /// SPLIT into equal parts, a slice for each.
  mutating func split(_ step: TFLiteOperator) throws(TFLiteError) {
    let count = try step.options(TFLiteOptions.Kind.split).integer(0)
    let input = try value(step, 1)
    let axis = try splitAxis(step, operand: 0, of: input)
    let extent = shapes[input].dimensions[axis]
    guard count == step.outputs.count, count > 0, extent % count == 0 else {
      throw .unsupported(
        step.site, "\(count) parts, \(step.outputs.count) outputs and an extent of \(extent)")
    }
    try split(step, input, axis: axis, sizes: Array(repeating: extent / count, count: count))
  }

  /// SPLIT_V into parts of given sizes; one size may be −1, which stands for all that is left.
  mutating func splitBySizes(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try value(step, 0)
    var sizes = try settings(step, 1)
    let axis = try splitAxis(step, operand: 2, of: input)
    let extent = shapes[input].dimensions[axis]
    let known = sizes.reduce(0) { $0 &+ max($1, 0) }
    if let open = sizes.firstIndex(of: -1) { sizes[open] = extent &- known }
    guard sizes.count == step.outputs.count, sizes.allSatisfy({ $0 > 0 && $0 <= extent }),
      sizes.reduce(0, +) == extent
    else {
      throw .unsupported(step.site, "parts of \(sizes) for \(step.outputs.count) outputs of \(extent)")
    }
    try split(step, input, axis: axis, sizes: sizes)
  }

  private func splitAxis(_ step: TFLiteOperator, operand: Int, of input: Int) throws(TFLiteError) -> Int {
    let numbers = try settings(step, operand)
    let rank = shapes[input].rank
    guard numbers.count == 1, (1...rank).contains(numbers[0] < 0 ? numbers[0] &+ rank &+ 1 : numbers[0])
    else {
      throw .unsupported(step.site, "axis \(numbers) of \(rank + 1) dimensions, the first being the batch")
    }
    return numbers[0] < 0 ? numbers[0] + rank : numbers[0] - 1
  }

  private mutating func split(
    _ step: TFLiteOperator, _ input: Int, axis: Int, sizes: [Int]
  ) throws(TFLiteError) {
    var axes = shapes[input].dimensions.map { Slice.Axis(begin: 0, count: $0) }
    for (part, size) in sizes.enumerated() {
      axes[axis].count = size
      try append(
        step, .slice(Slice(axes: axes)), inputs: [input],
        part: (number: part, count: sizes.count))
      axes[axis].begin += size
    }
  }
}
