import ApusGraph

extension ONNXImporter {
  /// CONCAT: values joined along an axis, in the memory order of the one with the most axes. Constants at the ends are added to
  /// zeros there.
  mutating func concatenate(_ step: ONNXStep) throws(ONNXError) {
    var flows: [ONNXFlow] = []
    var (before, after) = ([ONNXArray](), [ONNXArray]())
    for place in step.inputs.indices {
      switch step.inputs[place] {
      case .constant(let array):
        guard array.count > 0 else { continue }
        if flows.isEmpty { before.append(array) } else { after.append(array) }
      case .computed(let flow):
        guard after.isEmpty else { throw step.unsupported("constants between computed inputs") }
        flows.append(try withPlainAxes(flow))
      case .unknown, nil: throw step.damaged("too few inputs")
      }
    }
    guard let first = flows.first else { throw step.damaged("no inputs") }
    let rank = first.shape.count
    let axis = try step.axis("axis", default: 1, rank: rank)
    var shape = first.shape
    shape[axis] = 0
    for extents in flows.map(\.shape) + (before + after).map(\.shape) {
      guard extents.count == rank else { throw step.damaged("inputs of different ranks") }
      var fitting = extents
      fitting[axis] = 0
      guard fitting == shape else { throw step.damaged("inputs that do not fit") }
    }
    try checkBatch(step, first, [axis])
    let result = try joined(flows, along: axis)
    guard !before.isEmpty || !after.isEmpty else { return try finish(step, result) }
    try finish(step, try joined(step, result, axis, before: before, after: after))
  }

  /// A value with constants before and behind it along an axis.
  private mutating func joined(
    _ step: ONNXStep, _ flow: ONNXFlow, _ axis: Int, before: [ONNXArray], after: [ONNXArray]
  ) throws(ONNXError) -> ONNXFlow {
    let rank = flow.shape.count
    let inner = flow.shape[axis]
    let counts = [before, after].map { $0.reduce(0) { $0 + $1.shape[axis] } }
    var amounts = [Int](repeating: 0, count: 2 * rank)
    (amounts[axis], amounts[axis + rank]) = (counts[0], counts[1])
    let padded = try padded(step, flow, amounts)
    var parts: [(array: ONNXArray?, count: Int)] = before.map { ($0, $0.shape[axis]) }
    parts.append((nil, inner))
    parts += after.map { ($0, $0.shape[axis]) }
    let outer = flow.shape[..<axis].reduce(1, *)
    let stride = flow.shape[(axis + 1)...].reduce(1, *)
    let reals = parts.map { part in
      part.array?.reals ?? Array(repeating: 0, count: outer * part.count * stride)
    }
    var values: [Float] = []
    for row in 0..<outer {
      for (part, numbers) in zip(parts, reals) {
        let length = part.count * stride
        values += numbers[row * length..<(row + 1) * length]
      }
    }
    let border = ONNXArray(values, shape: padded.shape)
    return try combined(step, .computed(padded), .constant(border)) { .add(Add(constant: $0)) }
  }

  /// Values of the same extents but for one axis, joined along it.
  mutating func joined(_ flows: [ONNXFlow], along axis: Int) throws(ONNXError) -> ONNXFlow {
    let widest = flows.max { $0.layout.factors.count < $1.layout.factors.count }!
    let order = Self.memoryOrder(of: widest.layout)
    var parts: [ONNXFlow] = []
    for flow in flows { parts.append(try stored(flow, order)) }
    var shape = parts[0].shape
    shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    var result = parts[0]
    result.layout = ElementLayout(shape, memoryOrder: order)
    result.isFeatureMap = flows.contains(where: \.isFeatureMap)
    guard parts.count > 1 else { return parts[0] }
    let place = order.firstIndex(of: axis)!
    let outer = order[..<place].reduce(1) { $0 * shape[$1] }
    let inner = order[(place + 1)...].reduce(1) { $0 * shape[$1] }
    var nodes: [String] = []
    let (kind, shapes) = joinedShapes(parts, axis, outer: outer, inner: inner)
    for (part, shape) in zip(parts, shapes) { nodes.append(try emitter.viewed(part.node, as: shape)) }
    while nodes.count > 1 {
      let operation = Operation.concatenate(Concatenate(axis: kind))
      let isLast = nodes.count <= 16
      let joined = try emitter.add(operation, Array(nodes.prefix(16)), as: isLast ? nil : "part")
      nodes = [joined] + nodes.dropFirst(16)
    }
    result.node = nodes[0]
    return result
  }

  /// Under which shapes values are joined, and along which of their axes: the shapes that they have where these serve.
  private func joinedShapes(
    _ parts: [ONNXFlow], _ axis: Int, outer: Int, inner: Int
  ) -> (Concatenate.Axis, [Shape]) {
    let current = parts.map { emitter.shapes[$0.node]! }
    let kinds: [Concatenate.Axis] = [.channels, .columns, .rows]
    for (distance, kind) in kinds.enumerated() {
      let fits = zip(parts, current).allSatisfy { part, shape in
        let dimension = shape.rank - 1 - distance
        guard shape.rank == current[0].rank, dimension >= 0, shape.rank <= 3 else { return false }
        let others = { (shape: Shape) in
          Array(shape.dimensions[..<dimension] + shape.dimensions[(dimension + 1)...])
        }
        return shape.dimensions[dimension] == part.shape[axis]
          && shape.dimensions[..<dimension].reduce(1, *) == outer && others(shape) == others(current[0])
      }
      if fits { return (kind, current) }
    }
    let extents = parts.map { $0.shape[axis] }
    if inner == 1 {
      return (.channels, extents.map { outer == 1 ? Shape([$0]) : Shape([1, outer, $0]) })
    }
    if outer == 1 { return (.columns, extents.map { Shape([$0, inner]) }) }
    return (.columns, extents.map { Shape([outer, $0, inner]) })
  }
}
