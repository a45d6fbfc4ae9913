extension ONNXFolding {
  /// CLIP: numbers held within bounds.
  func clip() throws(ONNXError) -> ONNXArray {
    var result = try input(0)
    if let low = try step.bound(1, "min") {
      result = try pair(result, ONNXArray([low], shape: []), "Max")
    }
    if let high = try step.bound(2, "max") {
      result = try pair(result, ONNXArray([high], shape: []), "Min")
    }
    return result
  }

  /// WHERE: the second input where the first is true, and the third elsewhere.
  func selected() throws(ONNXError) -> ONNXArray {
    let (condition, yes, no) = (try input(0), try input(1), try input(2))
    guard let shape = ONNXArray.broadcastShape([condition.shape, yes.shape, no.shape]) else {
      throw step.damaged("operands that do not fit")
    }
    try check(shape)
    let chosen = condition.expanded(to: shape).reals.map { $0 != 0 }
    let (one, other) = (yes.expanded(to: shape), no.expanded(to: shape))
    if case .integers(let a) = one.values, case .integers(let b) = other.values {
      return ONNXArray(
        chosen.indices.map { chosen[$0] ? a[$0] : b[$0] }, shape: shape, type: yes.type)
    }
    let (a, b) = (one.reals, other.reals)
    return ONNXArray(chosen.indices.map { chosen[$0] ? a[$0] : b[$0] }, shape: shape)
  }

  /// CAST: numbers of another type; fractions are cut off.
  func cast(_ array: ONNXArray, _ number: Int) throws(ONNXError) -> ONNXArray {
    guard let type = ONNXElementType(rawValue: number), type.byteCount != nil else {
      throw step.unsupported("the type number \(number)")
    }
    if type.isReal {
      return ONNXArray(shape: array.shape, type: .float, values: .reals(array.reals))
    }
    if type == .bool {
      return ONNXArray(array.reals.map { $0 == 0 ? 0 : 1 }, shape: array.shape, type: .bool)
    }
    guard let integers = array.integers else { throw step.damaged("a number that is no integer's") }
    return ONNXArray(integers.map { Int64($0) }, shape: array.shape, type: type)
  }
}
