import ApusGraph

/// Elements that are looked up by computed indices, and elements put in the place of others.
extension ONNXImporter {
  /// GATHER with computed indices: rows of a constant table, or products with rows of 0 and a single 1.
  mutating func lookUp(_ step: ONNXStep, _ indices: ONNXFlow) throws(ONNXError) {
    guard let data = step.inputs.first ?? nil else { throw step.damaged("too few inputs") }
    switch data {
    case .constant(let table):
      let axis = try step.axis("axis", default: 0, rank: table.shape.count)
      let others = table.shape.indices.filter { $0 != axis }
      let rows = table.transposed([axis] + others)
      let found = try embedded(step, indices, rows.reals, count: table.shape[axis])
      try finish(step, try placed(found, indices, others.map { table.shape[$0] }, axis))
    case .computed(let flow):
      let axis = try step.axis("axis", default: 0, rank: flow.shape.count)
      try checkBatch(step, flow, [axis])
      let others = flow.shape.indices.filter { $0 != axis }
      let count = flow.shape[axis]
      let marks = try marked(step, indices, count: count)
      let rest = others.map { flow.shape[$0] }
      let rows = try reshaped(transposed(flow, [axis] + others), [count, rest.reduce(1, *)])
      var found = try product(step, marks, rows)
      found.isWhole = flow.isWhole
      try finish(step, try placed(found, indices, rest, axis))
    case .unknown: throw step.unsupported("")
    }
  }

  /// What has been looked up for each index, with the axes of the indices in the place of the one that was looked up in.
  private mutating func placed(
    _ flow: ONNXFlow, _ indices: ONNXFlow, _ rest: [Int], _ axis: Int
  ) throws(ONNXError) -> ONNXFlow {
    let rank = indices.shape.count
    let whole = try reshaped(flow, indices.shape + rest)
    let outer = Array(rank..<rank + axis)
    var result = transposed(whole, outer + Array(0..<rank) + Array(rank + axis..<rank + rest.count))
    result.batchAxis = nil
    return result
  }

  /// For each index a row of a table, as a value of two axes.
  mutating func embedded(
    _ step: ONNXStep, _ indices: ONNXFlow, _ rows: [Float], count: Int
  ) throws(ONNXError) -> ONNXFlow {
    guard count > 0, !rows.isEmpty else { throw step.unsupported("a table without rows") }
    if let batch = indices.batchAxis { try checkBatch(step, indices, [batch]) }
    let number = indices.layout.count
    let stored = try stored(indices, Array(indices.shape.indices))
    let input = try emitter.viewed(stored.node, as: Shape([number]))
    let body = Embedding(count: count, features: rows.count / count)
    var result = indices
    result.node = try emitter.add(.embedding(body), [input], as: "rows", parameters: [rows])
    result.layout = ElementLayout([number, rows.count / count])
    result.isFeatureMap = false
    result.isWhole = false
    return result
  }

  /// For each index a row of 0 with a 1 in its place.
  private mutating func marked(
    _ step: ONNXStep, _ indices: ONNXFlow, count: Int
  ) throws(ONNXError) -> ONNXFlow {
    guard count <= 1 << 11 else { throw step.unsupported("computed indices of an axis of \(count)") }
    var rows = [Float](repeating: 0, count: count * count)
    for place in 0..<count { rows[place * count + place] = 1 }
    return try embedded(step, indices, rows, count: count)
  }

  /// ONE_HOT of computed indices. Those that are no place have rows of their own around the table's.
  mutating func oneHot(_ step: ONNXStep) throws(ONNXError) {
    let indices = try step.flow(0)
    guard let depth = try step.constant(1)?.integers?.first, let values = try step.constant(2)?.reals,
      values.count == 2, (1...1 << 10).contains(depth)
    else { throw step.unsupported("such a depth") }
    var rows = [Float](repeating: values[0], count: (2 * depth + 2) * depth)
    for place in -depth..<depth {
      rows[(place + depth + 1) * depth + (place < 0 ? place + depth : place)] = values[1]
    }
    let offset = ONNXValue.constant(ONNXArray([Float(depth + 1)], shape: []))
    let moved = try combined(step, .computed(indices), offset) { .add(Add(constant: $0)) }
    let rank = indices.shape.count
    let axis = try step.axis("axis", default: -1, rank: rank + 1)
    let found = try embedded(step, moved, rows, count: 2 * depth + 2)
    let whole = try reshaped(found, indices.shape + [depth])
    try finish(step, transposed(whole, Array(0..<axis) + [rank] + Array(axis..<rank)))
  }

  /// GATHER_ELEMENTS: along one axis an index for each element.
  mutating func gatherElements(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    let rank = flow.shape.count
    let axis = try step.axis("axis", default: 0, rank: rank)
    guard step.has(1), case .computed(let indices)? = step.inputs[1] else {
      guard let array = try step.constant(1) else { throw step.damaged("no indices") }
      let places = try step.places(array, in: flow.shape, axis: axis)
      let all = try reshaped(flow, [flow.layout.count])
      if let batch = flow.batchAxis { try checkBatch(step, flow, [batch]) }
      return try finish(step, try reshaped(try selected(step, all, 0, places), array.shape))
    }
    let others = (0..<rank).filter { $0 != axis }
    guard indices.shape.count == rank, others.allSatisfy({ indices.shape[$0] == flow.shape[$0] }) else {
      throw step.unsupported("indices of \(indices.shape) for \(flow.shape)")
    }
    let (count, number) = (flow.shape[axis], indices.shape[axis])
    let rows = others.reduce(1) { $0 * flow.shape[$1] }
    let moved = transposed(indices, others + [axis])
    let marks = try reshaped(try marked(step, moved, count: count), [rows, number, count])
    let columns = try reshaped(transposed(flow, others + [axis]), [rows, count, 1])
    let found = try reshaped(try product(step, marks, columns), others.map { flow.shape[$0] } + [number])
    var back = [Int](repeating: rank - 1, count: rank)
    for (place, old) in others.enumerated() { back[old] = place }
    try finish(step, transposed(found, back))
  }

  /// SCATTER_ND, SCATTER_ELEMENTS with constant indices: elements of the first value and of the updates in a new order.
  mutating func scatter(_ step: ONNXStep) throws(ONNXError) {
    guard step.inputs.count >= 3, let data = step.inputs[0], let updates = step.inputs[2],
      let indices = try step.constant(1)
    else { throw step.damaged("too few inputs") }
    let reduction = step.node.text("reduction", default: "none", step.file)
    guard reduction == "none" else { throw step.unsupported("the reduction \(reduction.prefix(20))") }
    var flows: [ONNXFlow] = []
    for value in [data, updates] {
      switch value {
      case .constant(let array): flows.append(try computed(array))
      case .computed(let flow):
        if let batch = flow.batchAxis { try checkBatch(step, flow, [batch]) }
        flows.append(flow)
      case .unknown: throw step.unsupported("")
      }
    }
    let shape = flows[0].shape
    var targets: [Int]
    if step.node.kind == "ScatterND" {
      targets = try step.places(indices, in: shape)
    } else {
      targets = try step.places(
        indices, in: shape, axis: try step.axis("axis", default: 0, rank: shape.count))
    }
    guard targets.count == flows[1].layout.count else { throw step.damaged("updates that do not fit") }
    let count = flows[0].layout.count
    var sources = Array(0..<count)
    for (place, target) in targets.enumerated() { sources[target] = count + place }
    let parts = [try reshaped(flows[0], [count]), try reshaped(flows[1], [targets.count])]
    try finish(step, try reshaped(try selected(step, try joined(parts, along: 0), 0, sources), shape))
  }
}

extension ONNXStep {
  /// For each of some indices along an axis, where the element lies in row-major order.
  func places(_ indices: ONNXArray, in shape: [Int], axis: Int) throws(ONNXError) -> [Int] {
    guard indices.shape.count == shape.count,
      shape.indices.allSatisfy({ $0 == axis || indices.shape[$0] <= shape[$0] })
    else { throw damaged("indices that do not fit") }
    let chosen = try self.indices(indices, extent: shape[axis])
    let steps = Extents.strides(shape)
    var outer = steps
    outer[axis] = 0
    return zip(Extents.places(indices.shape, steps: outer), chosen).map { $0 + $1 * steps[axis] }
  }

  /// For each element of what a last axis of indices is the place of, where it lies in row-major order.
  func places(_ indices: ONNXArray, in shape: [Int]) throws(ONNXError) -> [Int] {
    guard let depth = indices.shape.last, depth > 0, depth <= shape.count, let values = indices.integers
    else {
      throw damaged("indices that do not fit")
    }
    let steps = Extents.strides(shape)
    let inner = shape[depth...].reduce(1, *)
    var places: [Int] = []
    for start in stride(from: 0, to: values.count, by: depth) {
      var first = 0
      for axis in 0..<depth {
        let (index, extent) = (values[start + axis], shape[axis])
        guard (-extent..<extent).contains(index) else { throw damaged("an index beyond its axis") }
        first += (index < 0 ? index + extent : index) * steps[axis]
      }
      guard places.count + inner <= 1 << 22 else { throw unsupported("so many updates") }
      places += first..<first + inner
    }
    return places
  }
}
