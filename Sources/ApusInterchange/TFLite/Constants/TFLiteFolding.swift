import ApusGraph

extension TFLiteImporter {
  /// What an operator makes where that does not depend on the network's inputs: shapes, and what is computed from constants.
  /// - Returns: nil where it does, or is none of those that are computed here.
  mutating func folded(
    _ step: TFLiteOperator, _ builtin: TFLiteBuiltinOperator
  ) throws(TFLiteError) -> TFLiteConstant? {
    guard step.outputs.count == 1 else { return nil }
    if builtin == .shape || builtin == .rank, samples == 1, let extents = try extents(step, 0) {
      let isShape = builtin == .shape
      let array = TFLiteArray(
        extents: isShape ? [extents.count] : [], elements: .integers(isShape ? extents : [extents.count]))
      return try constant(step, array)
    }
    var operands: [TFLiteConstant] = []
    for position in step.inputs.indices where has(step, position) {
      guard let constant = try optionalConstant(step, position) else { return nil }
      operands.append(constant)
    }
    guard let first = operands.first else { return nil }
    // Weights are not copied where only their extents change.
    if let extents = try Self.isView(builtin) ? viewed(step, builtin, first) : nil {
      var result = first
      result.extents = extents
      return result
    }
    if builtin == .dequantize { return try dequantized(step, first) }
    if builtin == .densify { return first }
    if builtin == .quantize { return try quantized(step, first) }
    var arrays: [TFLiteArray] = []
    for operand in operands {
      try claim(folded: 8 * operand.count)
      guard let array = array(operand) else { return nil }
      arrays.append(array)
    }
    let computed =
      try builtin == .stridedSlice ? cutConstant(arrays[0], bounds(step)) : computed(step, builtin, arrays)
    guard let result = computed else { return nil }
    try claim(folded: 8 * result.count)
    return try constant(step, result)
  }

  private static func isView(_ builtin: TFLiteBuiltinOperator) -> Bool {
    [.reshape, .squeeze, .expandDimensions].contains(builtin)
  }

  /// The extents that an operator gives a constant.
  private mutating func viewed(
    _ step: TFLiteOperator, _ builtin: TFLiteBuiltinOperator, _ constant: TFLiteConstant
  ) throws(TFLiteError) -> [Int]? {
    var target: [Int]
    switch builtin {
    case .expandDimensions:
      let number = try settings(step, 1).first ?? 0
      target = constant.extents
      let axis = number < 0 ? number &+ target.count + 1 : number
      guard (0...target.count).contains(axis) else { return nil }
      target.insert(1, at: axis)
    case .squeeze:
      let numbers = try step.options(TFLiteOptions.Kind.squeeze).integers(0) ?? []
      let axes = numbers.map { $0 < 0 ? $0 &+ constant.extents.count : $0 }
      target = constant.extents.indices
        .filter { constant.extents[$0] != 1 || !axes.isEmpty && !axes.contains($0) }.map {
          constant.extents[$0]
        }
    default:
      target = try output(step).shape
      if has(step, 1) {
        target = try settings(step, 1)
      } else if let option = try step.options(TFLiteOptions.Kind.reshape).integers(0) {
        target = option
      }
      if let open = target.firstIndex(of: -1) {
        target[open] = 1
        guard let known = Extents.count(target), known > 0 else { return nil }
        target[open] = constant.count / known
      }
    }
    return Extents.count(target) == constant.count ? target : nil
  }

  /// A constant as the tensor that an operator makes.
  private func constant(_ step: TFLiteOperator, _ array: TFLiteArray) throws(TFLiteError) -> TFLiteConstant {
    let elements: TFLiteConstant.Elements =
      switch array.elements {
      case .integers(let values): .integers(values)
      case .reals(let values): .reals(values)
      }
    return TFLiteConstant(tensor: try output(step), extents: array.extents, elements: elements)
  }

  /// A constant's elements, of any type.
  private func array(_ constant: TFLiteConstant) -> TFLiteArray? {
    if let values = file.reals(constant) {
      return TFLiteArray(extents: constant.extents, elements: .reals(values))
    }
    return file.integers(constant).map { TFLiteArray(extents: constant.extents, elements: .integers($0)) }
  }

  /// DEQUANTIZE of a constant.
  private mutating func dequantized(
    _ step: TFLiteOperator, _ constant: TFLiteConstant
  ) throws(TFLiteError) -> TFLiteConstant? {
    try claim(folded: 4 * constant.count)
    if let values = file.reals(constant) {
      return try self.constant(step, TFLiteArray(extents: constant.extents, elements: .reals(values)))
    }
    guard let values = file.integers(constant), let table = try constant.tensor.quantization() else {
      return nil
    }
    let (scales, zeroPoints) = (try table.scales(), try table.zeroPoints())
    let axis = scales.count > 1 ? table.dimension : 0
    guard !scales.isEmpty, zeroPoints.count <= scales.count,
      constant.extents.indices.contains(axis) || scales.count == 1,
      scales.count == 1 || scales.count == constant.extents[axis]
    else { throw .unsupported(step.site, "a constant without a scale") }
    let inner = scales.count == 1 ? 1 : constant.extents[(axis + 1)...].reduce(1, *)
    let reals = values.indices.map { index in
      let channel = index / inner % scales.count
      let zeroPoint = zeroPoints.isEmpty ? 0 : zeroPoints[channel % zeroPoints.count]
      return scales[channel] * Float(values[index] - Int(zeroPoint))
    }
    return try self.constant(step, TFLiteArray(extents: constant.extents, elements: .reals(reals)))
  }

  /// QUANTIZE of a constant to int8.
  private mutating func quantized(
    _ step: TFLiteOperator, _ constant: TFLiteConstant
  ) throws(TFLiteError) -> TFLiteConstant? {
    let tensor = try output(step)
    guard tensor.type == .int8, let values = file.reals(constant) else { return nil }
    try claim(folded: 8 * constant.count)
    let parameters = try parameters(of: tensor, "\(step.site)")
    guard !values.contains(where: \.isNaN) else { throw .notFinite(step.site) }
    let integers = values.map { Int(parameters.quantized($0)) }
    return try self.constant(step, TFLiteArray(extents: constant.extents, elements: .integers(integers)))
  }

  /// All elements of a constant of which the file has only those that are not zero.
  mutating func densified(
    _ constant: TFLiteConstant, _ sparsity: TFLiteSparsity
  ) throws(TFLiteError) -> TFLiteConstant {
    guard let count = Extents.count(constant.extents), case .stored(let range) = constant.elements,
      constant.tensor.type != .int4
    else { throw .damaged("\(constant.tensor.label) of shape \(constant.extents) is sparse") }
    try claim(folded: 8 * count)
    let width = constant.tensor.type.byteCount(of: 1)
    var stored = constant
    stored.extents = [range.count / width]
    let places = try sparsity.places(shape: constant.extents, count: range.count / width)
    var result = constant
    if let values = file.reals(stored) {
      var all = Array(repeating: Float(0), count: count)
      for (place, value) in zip(places, values) { all[place] = value }
      result.elements = .reals(all)
    } else if let values = file.integers(stored) {
      var all = Array(repeating: 0, count: count)
      for (place, value) in zip(places, values) { all[place] = value }
      result.elements = .integers(all)
    }
    return result
  }
}
