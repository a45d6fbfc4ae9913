extension ONNXFolding {
  /// What an operator makes of constants that only moves elements; nil for another.
  func rearranged() throws(ONNXError) -> [ONNXArray]? {
    switch step.node.kind {
    case "Identity", "Dropout": return [try input(0)]
    case "Reshape":
      let array = try input(0)
      return [array.reshaped(try step.newShape(for: array.shape, batch: 1))]
    case "Flatten", "Squeeze", "Unsqueeze":
      let array = try input(0)
      return [array.reshaped(try step.viewedShape(of: array.shape, version: version))]
    case "Transpose":
      let array = try input(0)
      return [array.transposed(try step.permutation(rank: array.shape.count))]
    case "Concat": return [try concatenated()]
    case "Slice":
      let array = try input(0)
      var indices = array.shape.map { Array(0..<$0) }
      for cut in try step.cuts(of: array.shape, version: version) {
        indices[cut.axis] = cut.indices
      }
      return [array.selecting(indices)]
    case "Split":
      let array = try input(0)
      let (axis, sizes) = try step.parts(of: array.shape, version: version)
      var (start, results) = (0, [ONNXArray]())
      for size in sizes {
        var indices = array.shape.map { Array(0..<$0) }
        indices[axis] = Array(start..<start + size)
        results.append(array.selecting(indices))
        start += size
      }
      return results
    case "Gather": return [try gathered()]
    case "Expand":
      let array = try input(0)
      guard let wanted = try input(1).integers, wanted.allSatisfy({ $0 >= 0 }),
        let shape = ONNXArray.broadcastShape([array.shape, wanted])
      else { throw step.damaged("a shape that does not fit") }
      try check(shape)
      return [array.expanded(to: shape)]
    case "Tile":
      let array = try input(0)
      guard let repeats = try input(1).integers, repeats.count == array.shape.count,
        repeats.allSatisfy({ (0...1 << 20).contains($0) })
      else { throw step.damaged("repetitions that do not fit") }
      try check(zip(array.shape, repeats).map { $0 * $1 })
      return [
        array.selecting(
          zip(array.shape, repeats).map { extent, count in
            (0..<count).flatMap { _ in Array(0..<extent) }
          })
      ]
    case _: return nil
    }
  }

  private func concatenated() throws(ONNXError) -> ONNXArray {
    var arrays: [ONNXArray] = []
    for place in step.inputs.indices { arrays.append(try input(place)) }
    guard let first = arrays.first else { throw step.damaged("no inputs") }
    let axis = try step.axis("axis", default: 0, rank: first.shape.count)
    for array in arrays {
      var shape = array.shape
      guard shape.count == first.shape.count else {
        throw step.damaged("inputs of different ranks")
      }
      shape[axis] = first.shape[axis]
      guard shape == first.shape else { throw step.damaged("inputs that do not fit") }
    }
    var shape = first.shape
    shape[axis] = arrays.reduce(0) { $0 + $1.shape[axis] }
    try check(shape)
    let outer = shape[..<axis].reduce(1, *)
    func joined<Value>(_ parts: [[Value]]) -> [Value] {
      (0..<outer).flatMap { row in
        parts.flatMap { part in part[(row * part.count / outer)..<((row + 1) * part.count / outer)]
        }
      }
    }
    let integers = arrays.compactMap { array -> [Int64]? in
      if case .integers(let values) = array.values { values } else { nil }
    }
    return integers.count == arrays.count
      ? ONNXArray(joined(integers), shape: shape, type: first.type)
      : ONNXArray(joined(arrays.map(\.reals)), shape: shape)
  }

  private func gathered() throws(ONNXError) -> ONNXArray {
    let (array, indices) = (try input(0), try input(1))
    let axis = try step.axis("axis", default: 0, rank: array.shape.count)
    let chosen = try step.indices(indices, extent: array.shape[axis])
    let shape = Array(array.shape[..<axis]) + indices.shape + Array(array.shape[(axis + 1)...])
    try check(shape)
    var selection = array.shape.map { Array(0..<$0) }
    selection[axis] = chosen
    return array.selecting(selection).reshaped(shape)
  }

  /// RANGE: from a first number up to a limit.
  func range() throws(ONNXError) -> ONNXArray {
    let (start, limit, delta) = (try input(0), try input(1), try input(2))
    guard let first = start.single, let end = limit.single, let distance = delta.single,
      distance != 0
    else {
      throw step.damaged("no sound range")
    }
    let count = max(0, ((Double(end) - Double(first)) / Double(distance)).rounded(.up))
    guard count.isFinite, count <= Double(mostElements) else { throw tooMany(count) }
    if case .integers(let first) = start.values, case .integers(let distance) = delta.values {
      let values = (0..<Int64(count)).map { first[0] &+ $0 &* distance[0] }
      return ONNXArray(values, shape: [Int(count)], type: start.type)
    }
    return ONNXArray((0..<Int(count)).map { first + Float($0) * distance }, shape: [Int(count)])
  }

  /// CONSTANT_OF_SHAPE: one number, 0 unless given.
  func filled() throws(ONNXError) -> ONNXArray {
    guard let shape = try input(0).integers else { throw step.damaged("no sound shape") }
    try check(shape)
    let count = shape.reduce(1, *)
    guard let message = step.node.attributes["value"]?.tensor else {
      return ONNXArray([Float](repeating: 0, count: count), shape: shape)
    }
    var reader = ONNXConstantReader(folder: nil, limits: .standard)
    let value = try reader.array(ONNXTensor(message))
    guard value.count == 1 else { throw step.damaged("a value of \(value.count) elements") }
    switch value.values {
    case .reals(let values):
      return ONNXArray([Float](repeating: values[0], count: count), shape: shape)
    case .integers(let values):
      return ONNXArray([Int64](repeating: values[0], count: count), shape: shape, type: value.type)
    }
  }

  /// TRILU: zeros on one side of a diagonal. EYE_LIKE: ones on a diagonal.
  func triangle() throws(ONNXError) -> ONNXArray {
    let array = try input(0)
    guard array.shape.count >= 2 else { throw step.damaged("no matrix") }
    let (rows, columns) = (array.shape[array.shape.count - 2], array.shape[array.shape.count - 1])
    func mask(_ diagonal: Int, isUpper: Bool) -> ONNXArray {
      .triangle(rows: rows, columns: columns, diagonal: diagonal, isUpper: isUpper)
    }
    if step.node.kind == "EyeLike" {
      let diagonal = try step.node.integer("k", default: 0)
      return try pair(mask(diagonal, isUpper: true), mask(diagonal, isUpper: false), "Mul")
    }
    let side = mask(
      try step.constant(1)?.integers?.first ?? 0, isUpper: try step.node.integer("upper", default: 1) != 0)
    let chosen = side.expanded(to: array.shape).reals
    switch array.values {
    case .reals(let values):
      return ONNXArray(zip(values, chosen).map { $1 == 0 ? 0 : $0 }, shape: array.shape)
    case .integers(let values):
      return ONNXArray(zip(values, chosen).map { $1 == 0 ? 0 : $0 }, shape: array.shape, type: array.type)
    }
  }

  /// NON_ZERO: the indices of all elements that are not 0, a row for each axis.
  func nonZero(_ array: ONNXArray) -> ONNXArray {
    let values = array.reals
    let found = values.indices.filter { values[$0] != 0 }
    var rows: [Int64] = []
    for axis in array.shape.indices {
      let stride = array.shape[(axis + 1)...].reduce(1, *)
      rows += found.map { Int64($0 / stride % array.shape[axis]) }
    }
    return ONNXArray(rows, shape: [array.shape.count, found.count])
  }
}
