import ApusGraph

extension ONNXImporter {
  /// SLICE: a part of some axes, at equal distances, backwards too.
  mutating func slice(_ step: ONNXStep) throws(ONNXError) {
    var flow = try step.flow(0)
    var shape = flow.shape
    if let axis = flow.batchAxis { shape[axis] = batch }
    for cut in try step.cuts(of: shape, version: version) {
      if cut.axis == flow.batchAxis {
        if cut.indices != Array(0..<batch) { try checkBatch(step, flow, [cut.axis]) }
      } else {
        flow = try selected(step, flow, cut.axis, cut.indices)
      }
    }
    try finish(step, flow)
  }

  /// SPLIT: slices of one axis.
  mutating func split(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    let (axis, sizes) = try step.parts(of: flow.shape, version: version)
    try checkBatch(step, flow, [axis])
    var start = 0
    for (size, name) in zip(sizes, step.node.outputs) {
      if !name.isEmpty, useCount(name) > 0 {
        set(name, .computed(try selected(step, flow, axis, Array(start..<start + size))))
      }
      start += size
    }
  }

  /// EXPAND, TILE: elements of axes repeated.
  mutating func expand(_ step: ONNXStep) throws(ONNXError) {
    var flow = try step.flow(0)
    guard let wanted = try step.integers(1, or: "shape"),
      wanted.allSatisfy({ (0...1 << 24).contains($0) })
    else {
      throw step.damaged("no sound shape")
    }
    let isTile = step.node.kind == "Tile"
    var shape = wanted
    if isTile {
      guard wanted.count == flow.shape.count else {
        throw step.damaged("repetitions that do not fit")
      }
      shape = zip(flow.shape, wanted).map { $0 * $1 }
    } else {
      if batch > 1, flow.batchAxis == 0, shape.first == batch { shape[0] = 1 }
      guard let broadcast = ONNXArray.broadcastShape([flow.shape, shape]) else {
        throw step.damaged("a shape that does not fit")
      }
      shape = broadcast
      flow = try reshaped(
        flow, Array(repeating: 1, count: shape.count - flow.shape.count) + flow.shape)
    }
    guard shape.reduce(1.0, { $0 * Double($1) }) < 0x1p28 else {
      throw step.unsupported("so large a result")
    }
    // From the innermost on, so that what had one element comes to lie around what is there.
    for axis in shape.indices.reversed() where shape[axis] != flow.shape[axis] {
      try checkBatch(step, flow, [axis])
      guard shape[axis] <= 1 << 20 else { throw step.unsupported("an axis of \(shape[axis])") }
      let extent = flow.shape[axis]
      flow = try selected(step, flow, axis, (0..<shape[axis]).map { $0 % extent })
    }
    try finish(step, flow)
  }

  /// Some elements of an axis, in any order and as often as one likes.
  mutating func selected(
    _ step: ONNXStep, _ flow: ONNXFlow, _ axis: Int, _ indices: [Int]
  ) throws(ONNXError) -> ONNXFlow {
    guard !indices.isEmpty else { throw step.unsupported("a part without elements") }
    if indices == Array(0..<flow.shape[axis]) { return flow }
    guard indices.count <= 1 << 20 else { throw step.unsupported("so many indices") }
    let view = try view(flow, along: axis)
    let stride = indices.count > 1 ? indices[1] - indices[0] : 1
    let isRegular = stride > 0 && zip(indices, indices.dropFirst()).allSatisfy { $1 - $0 == stride }
    guard isRegular else {
      let body = Gather(axis: view.dimension, indices: indices)
      let node = try emitter.add(.gather(body), [view.node])
      return changed(view, axis, to: node)
    }
    var axes = view.shape.dimensions.map { Slice.Axis(begin: 0, count: $0) }
    axes[view.dimension] = Slice.Axis(begin: indices[0], count: indices.count, stride: stride)
    let node = try emitter.add(.slice(Slice(axes: axes)), [view.node])
    return changed(view, axis, to: node)
  }

  /// DEPTH_TO_SPACE, SPACE_TO_DEPTH: blocks of channels become blocks of rows and columns, and back.
  mutating func exchangeBlocks(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    let block = try step.node.integer("blocksize", default: 0)
    guard flow.shape.count == 4, (1...1 << 12).contains(block) else {
      throw step.damaged("no sound blocksize")
    }
    let (batch, channels, rows, columns) = (
      flow.shape[0], flow.shape[1], flow.shape[2], flow.shape[3]
    )
    if step.node.kind == "DepthToSpace" {
      let mode = step.node.text("mode", default: "DCR", step.file)
      guard channels % (block * block) == 0 else {
        throw step.damaged("\(channels) channels for its blocks")
      }
      let depth = channels / (block * block)
      let isFirst = mode == "CRD"
      let parts =
        isFirst
        ? [batch, depth, block, block, rows, columns] : [batch, block, block, depth, rows, columns]
      let moved = transposed(
        try reshaped(flow, parts), isFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2])
      return try finish(step, try reshaped(moved, [batch, depth, rows * block, columns * block]))
    }
    guard rows % block == 0, columns % block == 0 else {
      throw step.damaged("blocks that do not fit")
    }
    let parts = [batch, channels, rows / block, block, columns / block, block]
    let isFirst = step.node.text("mode", default: "DCR", step.file) == "CRD"
    let moved = transposed(
      try reshaped(flow, parts), isFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4])
    try finish(
      step, try reshaped(moved, [batch, channels * block * block, rows / block, columns / block]))
  }
}
