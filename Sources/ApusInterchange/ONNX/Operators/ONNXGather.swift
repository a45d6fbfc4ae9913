import ApusGraph

extension ONNXImporter {
  /// GATHER with constant indices: elements of one axis, or one of them without the axis.
  mutating func gather(_ step: ONNXStep) throws(ONNXError) {
    if step.has(1), case .computed(let indices)? = step.inputs[1] { return try lookUp(step, indices) }
    let flow = try step.flow(0)
    guard let array = try step.constant(1) else { throw step.damaged("no indices") }
    let axis = try step.axis("axis", default: 0, rank: flow.shape.count)
    let indices = try step.indices(array, extent: flow.shape[axis])
    try checkBatch(step, flow, [axis])
    var result = try selected(step, flow, axis, indices)
    if array.shape.count != 1 {
      result = try reshaped(
        result, Array(flow.shape[..<axis]) + array.shape + Array(flow.shape[(axis + 1)...]))
    }
    try finish(step, result)
  }

  /// GATHER_ND with constant indices: the last axis of these is a place in the first axes of the value.
  mutating func gatherPlaces(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    guard let array = try step.constant(1), let values = array.integers, let depth = array.shape.last else {
      throw step.damaged("no indices")
    }
    let shared = try step.node.integer("batch_dims", default: 0)
    guard (0..<array.shape.count).contains(shared), depth > 0, shared + depth <= flow.shape.count,
      flow.shape[..<shared].allSatisfy({ $0 == 1 }), array.shape[..<shared].allSatisfy({ $0 == 1 })
    else { throw step.unsupported("indices of \(array.shape) for \(flow.shape)") }
    let extents = Array(flow.shape[shared..<shared + depth])
    var places: [Int] = []
    for start in stride(from: 0, to: values.count, by: depth) {
      var place = 0
      for (axis, extent) in extents.enumerated() {
        let index = values[start + axis]
        guard (-extent..<extent).contains(index) else { throw step.damaged("an index beyond its axis") }
        place = place * extent + (index < 0 ? index + extent : index)
      }
      places.append(place)
    }
    let rest = Array(flow.shape[(shared + depth)...])
    let rows = try reshaped(flow, [extents.reduce(1, *)] + rest)
    let result = try selected(step, rows, 0, places)
    try finish(
      step, try reshaped(result, Array(flow.shape[..<shared]) + array.shape[shared...].dropLast() + rest))
  }

  /// CUM_SUM along an axis: a product with a triangle of ones.
  mutating func cumulate(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    guard let given = try step.constant(1)?.integers?.first else { throw step.damaged("no axis") }
    let axis = try step.resolved(given, rank: flow.shape.count)
    try checkBatch(step, flow, [axis])
    let isExclusive = try step.node.integer("exclusive", default: 0) != 0
    let isReversed = try step.node.integer("reverse", default: 0) != 0
    let extent = flow.shape[axis]
    guard extent <= 1 << 11 else { throw step.unsupported("an axis of \(extent)") }
    var triangle = [Float](repeating: 0, count: extent * extent)
    for output in 0..<extent {
      for input in 0..<extent {
        let (first, last) = isReversed ? (output, input) : (input, output)
        if isExclusive ? first < last : first <= last { triangle[output * extent + input] = 1 }
      }
    }
    let matrix = ONNXArray(triangle, shape: [extent, extent])
    try finish(step, try applied(step, matrix, to: flow, along: axis))
  }
}
