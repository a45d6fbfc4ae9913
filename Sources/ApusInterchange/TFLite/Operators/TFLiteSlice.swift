import ApusGraph

extension TFLiteImporter {
  /// STRIDED_SLICE: begin, end and strides are constant; the masks are resolved here.
  mutating func stridedSlice(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try copied(step, 0)
    let bounds = try bounds(step)
    let axes = try bounds.axes(of: input.extents)
    try checkSamples(axes.first, input, step)
    let result = try cut(input, axes, step, name: step.name, tensor: values[input.number].tensor)
    try alias(step, TFLiteValue(number: result.number, extents: bounds.extents(of: axes)))
  }

  /// The bounds of a STRIDED_SLICE.
  mutating func bounds(_ step: TFLiteOperator) throws(TFLiteError) -> TFLiteStridedSlice {
    let options = try step.options(TFLiteOptions.Kind.stridedSlice)
    guard try options.byte(5) == 0 else { throw .unsupported(step.site, "ends that are counted from begins") }
    return TFLiteStridedSlice(
      site: step.site, begins: try settings(step, 1), ends: try settings(step, 2),
      strides: try settings(step, 3), beginMask: try options.integer(0), endMask: try options.integer(1),
      ellipsisMask: try options.integer(2), newAxisMask: try options.integer(3),
      shrinkAxisMask: try options.integer(4))
  }

  /// SLICE: begin and size; a size of −1 is all that is left.
  mutating func slice(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try copied(step, 0)
    let (begins, sizes) = (try settings(step, 1), try settings(step, 2))
    if let nothing = Self.nothing(of: input.extents, begins: begins, sizes: sizes) {
      return try hold(
        .constant(TFLiteConstant(tensor: try output(step), extents: nothing, elements: .reals([]))), of: step)
    }
    let axes = try Self.sliceAxes(step, of: input.extents, begins: begins, sizes: sizes, samples: samples)
    let result = try cut(input, axes, step, name: step.name, tensor: values[input.number].tensor)
    try alias(step, result)
  }

  /// The extents of a slice without elements, such as a loop begins with; nil where it has some, or is none.
  static func nothing(of extents: [Int], begins: [Int], sizes: [Int]) -> [Int]? {
    guard begins.count == extents.count, sizes.count == extents.count else { return nil }
    var result: [Int] = []
    for (extent, (begin, size)) in zip(extents, zip(begins, sizes)) {
      guard (0...extent).contains(begin), size >= -1 else { return nil }
      let count = size == -1 ? extent - begin : size
      guard count <= extent - begin else { return nil }
      result.append(count)
    }
    return result.contains(0) ? result : nil
  }

  /// What SLICE takes along each axis.
  static func sliceAxes(
    _ step: TFLiteOperator, of extents: [Int], begins: [Int], sizes: [Int], samples: Int = 1
  ) throws(TFLiteError) -> [Slice.Axis] {
    guard begins.count == extents.count, sizes.count == extents.count,
      zip(begins, extents).allSatisfy({ $0 >= 0 && $0 < $1 })
    else { throw .unsupported(step.site, "begin \(begins) and size \(sizes) of extents \(extents)") }
    return try extents.indices.map { axis throws(TFLiteError) in
      // All samples of the file's are this one.
      let size = samples > 1 && axis == 0 && sizes[0] == samples ? 1 : sizes[axis]
      let count = size == -1 ? extents[axis] - begins[axis] : size
      guard count > 0, count <= extents[axis] - begins[axis] else {
        throw .unsupported(step.site, "begin \(begins) and size \(sizes) of extents \(extents)")
      }
      return Slice.Axis(begin: begins[axis], count: count)
    }
  }

  private func checkSamples(
    _ axis: Slice.Axis?, _ input: TFLiteValue, _ step: TFLiteOperator
  ) throws(TFLiteError) {
    guard samples == 1 || axis == Slice.Axis(begin: 0, count: 1) else {
      throw .unsupported(step.site, "axis 0, along which the file has \(samples) samples")
    }
  }

  /// SPLIT into equal parts, a slice for each.
  mutating func split(_ step: TFLiteOperator) throws(TFLiteError) {
    let count = try step.options(TFLiteOptions.Kind.split).integer(0)
    let input = try copied(step, 1)
    let axis = try splitAxis(step, operand: 0, of: input)
    let extent = input.extents[axis]
    guard count == step.outputs.count, count > 0, extent % count == 0 else {
      throw .unsupported(
        step.site, "\(count) parts, \(step.outputs.count) outputs and an extent of \(extent)")
    }
    try split(step, input, axis: axis, sizes: Array(repeating: extent / count, count: count))
  }

  /// SPLIT_V into parts of given sizes; one size may be −1, which stands for all that is left.
  mutating func splitBySizes(_ step: TFLiteOperator) throws(TFLiteError) {
    let input = try copied(step, 0)
    var sizes = try settings(step, 1)
    let axis = try splitAxis(step, operand: 2, of: input)
    let extent = input.extents[axis]
    let known = sizes.reduce(0) { $0 &+ max($1, 0) }
    if let open = sizes.firstIndex(of: -1) { sizes[open] = extent &- known }
    guard sizes.count == step.outputs.count, sizes.allSatisfy({ $0 > 0 && $0 <= extent }),
      sizes.reduce(0, +) == extent
    else {
      throw .unsupported(step.site, "parts of \(sizes) for \(step.outputs.count) outputs of \(extent)")
    }
    try split(step, input, axis: axis, sizes: sizes)
  }

  private mutating func splitAxis(
    _ step: TFLiteOperator, operand: Int, of input: TFLiteValue
  ) throws(TFLiteError) -> Int {
    let numbers = try settings(step, operand)
    guard numbers.count == 1 else { throw .unsupported(step.site, "axes \(numbers)") }
    return try axis(numbers[0], of: input.extents.count, step)
  }

  /// UNPACK: the slices along an axis, without it.
  mutating func unpack(_ step: TFLiteOperator) throws(TFLiteError) {
    let options = try step.options(TFLiteOptions.Kind.unpack)
    let input = try copied(step, 0)
    let axis = try axis(try options.integer(1), of: input.extents.count, step)
    guard input.extents[axis] == step.outputs.count else {
      throw .unsupported(step.site, "\(step.outputs.count) outputs and an extent of \(input.extents[axis])")
    }
    let sizes = Array(repeating: 1, count: step.outputs.count)
    try split(step, input, axis: axis, sizes: sizes, removesAxis: true)
  }

  private mutating func split(
    _ step: TFLiteOperator, _ input: TFLiteValue, axis: Int, sizes: [Int], removesAxis: Bool = false
  ) throws(TFLiteError) {
    var axes = input.extents.map { Slice.Axis(begin: 0, count: $0) }
    for (part, size) in sizes.enumerated() {
      axes[axis].count = size
      var result = try cut(
        input, axes, step, name: "\(step.name).\(part)", tensor: values[input.number].tensor)
      if removesAxis { result.extents.remove(at: axis) }
      try alias(step, result, part: (number: part, count: sizes.count))
      axes[axis].begin += size
    }
  }

  /// A box cut out of a value.
  /// - Parameters:
  ///   - axes: what is taken along each; a negative stride goes backwards.
  ///   - name: what the steps are called.
  mutating func cut(
    _ input: TFLiteValue, _ axes: [Slice.Axis], _ step: TFLiteOperator, name: String, tensor: TFLiteTensor
  ) throws(TFLiteError) -> TFLiteValue {
    let changed = axes.indices.filter { axes[$0] != Slice.Axis(begin: 0, count: input.extents[$0]) }
    let held = changed.compactMap { heldAxis($0, of: input.extents) }
    guard !changed.isEmpty else { return input }
    var input = input
    input.number = try view(input.number, as: Shape(holding: input.extents), step)
    if held.count == changed.count, changed.allSatisfy({ axes[$0].stride > 0 }) {
      var box = values[input.number].shape.dimensions.map { Slice.Axis(begin: 0, count: $0) }
      for (axis, number) in zip(changed, held) { box[number] = axes[axis] }
      let number = try appendStep(
        step, .slice(Slice(axes: box)), inputs: [input.number], name: name, tensor: tensor)
      return TFLiteValue(number: number, extents: axes.map(\.count))
    }
    var result = input
    for axis in changed {
      let taken = axes[axis]
      guard taken.stride < 0 else {
        result = try cut(result, axis, taken, step, name: name, tensor: tensor)
        continue
      }
      guard taken.count <= Self.mostIndices else { throw .unsupported(step.site, "\(taken.count) indices") }
      let indices = (0..<taken.count).map { taken.begin + $0 * taken.stride }
      result = try picked(result, axis, indices, step, name: name, tensor: tensor)
    }
    return result
  }

  /// More indices than these are not listed.
  static let mostIndices = 1 << 20

  /// Some indices of one axis of a value, at equal distances.
  private mutating func cut(
    _ input: TFLiteValue, _ axis: Int, _ taken: Slice.Axis, _ step: TFLiteOperator, name: String,
    tensor: TFLiteTensor
  ) throws(TFLiteError) -> TFLiteValue {
    let (outer, extent, inner) = Extents.around(axis, of: input.extents)
    let viewed = try view(input.number, as: Shape([outer, extent, inner]), step)
    let box = Slice(
      rows: Slice.Axis(begin: 0, count: outer), columns: taken, channels: Slice.Axis(begin: 0, count: inner))
    var result = input
    result.number = try appendStep(step, .slice(box), inputs: [viewed], name: name, tensor: tensor)
    result.extents[axis] = taken.count
    return result
  }

  /// Some indices of an axis of a value.
  /// - Parameter name: what the step is called.
  mutating func picked(
    _ input: TFLiteValue, _ axis: Int, _ indices: [Int], _ step: TFLiteOperator, name: String,
    tensor: TFLiteTensor
  ) throws(TFLiteError) -> TFLiteValue {
    let distance = indices.count > 1 ? indices[1] - indices[0] : 1
    if distance > 0, indices.indices.allSatisfy({ indices[$0] == indices[0] + $0 * distance }) {
      let taken = Slice.Axis(begin: indices[0], count: indices.count, stride: distance)
      return try cut(input, axis, taken, step, name: name, tensor: tensor)
    }
    var extents = input.extents
    let (outer, extent, inner) = Extents.around(axis, of: extents)
    extents[axis] = indices.count
    let shape = Shape([outer, extent, inner])
    let viewed = try view(input.number, as: shape, step)
    let number = try appendStep(
      step, .gather(Gather(axis: 1, indices: indices)), inputs: [viewed], name: name, tensor: tensor)
    return TFLiteValue(number: number, extents: extents)
  }
}
