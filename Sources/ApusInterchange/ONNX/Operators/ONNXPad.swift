import ApusGraph

extension ONNXImporter {
  /// PAD: a border of one number, or of elements that are repeated or mirrored.
  mutating func pad(_ step: ONNXStep) throws(ONNXError) {
    var flow = try step.flow(0)
    let rank = flow.shape.count
    let mode = step.node.text("mode", default: "constant", step.file)
    guard var amounts = try step.integers(1, or: version < 2 ? "paddings" : "pads") else {
      throw step.damaged("no amounts")
    }
    if step.has(3), let axes = try step.integers(3, or: "axes") {
      guard amounts.count == 2 * axes.count else { throw step.damaged("amounts that do not fit") }
      var all = [Int](repeating: 0, count: 2 * rank)
      for (place, given) in axes.enumerated() {
        let axis = try step.resolved(given, rank: rank)
        (all[axis], all[axis + rank]) = (amounts[place], amounts[place + axes.count])
      }
      amounts = all
    }
    guard amounts.count == 2 * rank, amounts.allSatisfy({ (-1 << 16...4096).contains($0) }) else {
      throw step.unsupported("amounts of \(amounts)")
    }
    let value = try step.bound(2, "value") ?? 0
    for axis in 0..<rank {
      let (before, after) = (amounts[axis], amounts[axis + rank])
      try checkBatch(step, flow, before == 0 && after == 0 ? [] : [axis])
      if before < 0 || after < 0 {
        let extent = flow.shape[axis]
        let (start, end) = (max(0, -before), extent - max(0, -after))
        guard start < end else { throw step.unsupported("amounts that leave nothing") }
        flow = try selected(step, flow, axis, Array(start..<end))
      }
    }
    amounts = amounts.map { max($0, 0) }
    guard amounts.contains(where: { $0 > 0 }) else { return try finish(step, flow) }
    guard mode == "constant" else {
      for axis in 0..<rank where amounts[axis] > 0 || amounts[axis + rank] > 0 {
        let places = try Self.places(step, mode, flow.shape[axis], amounts[axis], amounts[axis + rank])
        flow = try selected(step, flow, axis, places)
      }
      return try finish(step, flow)
    }
    let inner = flow.shape
    let result = try padded(step, flow, amounts)
    guard value != 0 else { return try finish(step, result) }
    try finish(step, try bordered(step, result, inner: inner, amounts, value))
  }

  /// A value with its border of zeros filled with a number.
  mutating func bordered(
    _ step: ONNXStep, _ flow: ONNXFlow, inner: [Int], _ amounts: [Int], _ value: Float
  ) throws(ONNXError) -> ONNXFlow {
    let rank = inner.count
    let shape = flow.shape.indices.map { amounts[$0] + amounts[$0 + rank] > 0 ? flow.shape[$0] : 1 }
    guard shape.reduce(1.0, { $0 * Double($1) }) < 0x1p24 else { throw step.unsupported("so large a border") }
    var values: [Float] = [0]
    // Along each axis what lies inside stays, and what lies outside is the border.
    for (axis, extent) in shape.enumerated() {
      let inside = extent == 1 ? 0..<1 : amounts[axis]..<amounts[axis] + inner[axis]
      values = values.flatMap { old in (0..<extent).map { inside.contains($0) ? old : value } }
    }
    let border = ONNXArray(values, shape: shape)
    return try combined(step, .computed(flow), .constant(border)) { .add(Add(constant: $0)) }
  }

  /// Which elements of an axis make up the axis with its border.
  private static func places(
    _ step: ONNXStep, _ mode: String, _ extent: Int, _ before: Int, _ after: Int
  ) throws(ONNXError) -> [Int] {
    let positions = -before..<extent + after
    switch mode {
    case "edge": return positions.map { min(max($0, 0), extent - 1) }
    case "wrap": return positions.map { ($0 % extent + extent) % extent }
    case "reflect":
      guard extent > 1 || before + after == 0 else { throw step.unsupported("a mirror image of one element") }
      let period = 2 * (extent - 1)
      return positions.map { position in
        let place = (position % period + period) % period
        return place < extent ? place : period - place
      }
    case _: throw step.unsupported("the mode \(mode.prefix(20))")
    }
  }

  /// A value with zeros around it.
  /// - Parameter amounts: how many before each axis, then how many behind each.
  mutating func padded(_ step: ONNXStep, _ flow: ONNXFlow, _ amounts: [Int]) throws(ONNXError) -> ONNXFlow {
    let flow = try withPlainAxes(flow)
    let order = Self.memoryOrder(of: flow.layout)
    let rank = flow.shape.count
    let axes = (0..<rank).filter { amounts[$0] > 0 || amounts[$0 + rank] > 0 }
    // The axes in memory order, those without a border taken together with their neighbors.
    var dimensions: [(extent: Int, axis: Int?)] = []
    for axis in order {
      if axes.contains(axis) {
        dimensions.append((flow.shape[axis], axis))
      } else if let last = dimensions.last, last.axis == nil {
        dimensions[dimensions.count - 1].extent *= flow.shape[axis]
      } else {
        dimensions.append((flow.shape[axis], nil))
      }
    }
    dimensions.removeAll { $0.axis == nil && $0.extent == 1 }
    if dimensions.count > 3, axes.count > 1 {
      // One axis after the other.
      var result = flow
      for axis in axes {
        var some = [Int](repeating: 0, count: 2 * rank)
        (some[axis], some[axis + rank]) = (amounts[axis], amounts[axis + rank])
        result = try padded(step, result, some)
      }
      return result
    }
    while dimensions.count < 3 { dimensions.insert((1, nil), at: 0) }
    func side(_ dimension: Int, _ offset: Int) -> Int {
      dimensions[dimension].axis.map { amounts[$0 + offset] } ?? 0
    }
    let border = ResolvedPadding(
      top: side(0, 0), bottom: side(0, rank), left: side(1, 0), right: side(1, rank))
    let current = emitter.shapes[flow.node]!
    let shape = Shape(dimensions.map(\.extent))
    let input = current == shape ? flow.node : try emitter.viewed(flow.node, as: shape)
    var result = flow
    result.node = try emitter.add(
      .pad(Pad(border: border, channelsBefore: side(2, 0), channelsAfter: side(2, rank))), [input])
    var extents = flow.shape
    for axis in 0..<rank { extents[axis] += amounts[axis] + amounts[axis + rank] }
    result.layout = ElementLayout(extents, memoryOrder: order)
    return result
  }
}
