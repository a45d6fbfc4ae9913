import ApusGraph

extension ONNXImporter {
  /// Two values combined element by element, at most one of them constant, with extents of 1 standing for all others.
  mutating func combined(
    _ step: ONNXStep, _ first: ONNXValue, _ second: ONNXValue,
    _ operation: (ConstantOperand?) -> Operation
  ) throws(ONNXError) -> ONNXFlow {
    switch (first, second) {
    case (.computed(let flow), .constant(let array)):
      return try combined(step, flow, array.withoutInfinities, isFirst: false, operation)
    case (.constant(let array), .computed(let flow)):
      return try combined(step, flow, array.withoutInfinities, isFirst: true, operation)
    case (.computed(let one), .computed(let other)): return try combined(step, one, other, operation)
    case _: throw step.unsupported("constants alone")
    }
  }

  /// A value and a constant, which is brought into the value's memory order.
  private mutating func combined(
    _ step: ONNXStep, _ flow: ONNXFlow, _ array: ONNXArray, isFirst: Bool,
    _ operation: (ConstantOperand?) -> Operation
  ) throws(ONNXError) -> ONNXFlow {
    guard array.count > 0, let shape = ONNXArray.broadcastShape([flow.shape, array.shape]) else {
      throw step.damaged("operands of \(flow.shape) and \(array.shape)")
    }
    var result = try reshaped(flow, Array(repeating: 1, count: shape.count - flow.shape.count) + flow.shape)
    result.batchAxis = flow.batchAxis.map { $0 + shape.count - flow.shape.count }
    result.isFeatureMap = flow.isFeatureMap
    if let batchAxis = result.batchAxis, shape[batchAxis] != 1 { try checkBatch(step, result, [batchAxis]) }
    defer { noteOperand(result.node, array) }
    if let number = array.uniform, shape == result.shape {
      // One number for all, whatever the order.
      result.node = try emitter.add(
        operation(ConstantOperand(shape: [1], isFirst: isFirst)), [flow.node], parameters: [[number]])
      return result
    }
    let layout = try combinedLayout(&result, shape)
    let padded = array.reshaped(Array(repeating: 1, count: shape.count - array.shape.count) + array.shape)
    let arranged = ElementLayout(padded.shape).steps(to: layout.narrowed(to: padded.shape))
      .reduce(padded) { $0.applying($1) }
    let operands = Operands(
      layout: layout, first: result.shape, second: padded.shape, current: emitter.shapes[result.node]!)
    if let shapes = operands.shapes {
      let input = try emitter.viewed(result.node, as: shapes.first)
      let operand = ConstantOperand(shape: shapes.second, isFirst: isFirst)
      result.node = try emitter.add(operation(operand), [input], parameters: [arranged.reals])
    } else {
      // What alternates too often is written out.
      guard shape == result.shape else { throw step.unsupported("such a broadcast") }
      let whole = ElementLayout(shape).steps(to: layout).reduce(padded.expanded(to: shape)) {
        $0.applying($1)
      }
      let operand = ConstantOperand(shape: emitter.shapes[result.node]!, isFirst: isFirst)
      result.node = try emitter.add(operation(operand), [result.node], parameters: [whole.reals])
    }
    result.layout = layout
    return result
  }

  /// Notes how the integers of a node's constant stand for its reals.
  private mutating func noteOperand(_ node: String, _ array: ONNXArray) {
    guard let quantization = array.quantization, let zeroPoint = quantization.zeroPoint,
      (-128...127).contains(zeroPoint)
    else { return }
    emitter.operandQuantizations[node] = QuantizationParameters(
      scale: quantization.scales[0], zeroPoint: zeroPoint)
  }

  /// Two computed values. The smaller one is brought into the memory order of the larger.
  private mutating func combined(
    _ step: ONNXStep, _ first: ONNXFlow, _ second: ONNXFlow, _ operation: (ConstantOperand?) -> Operation
  ) throws(ONNXError) -> ONNXFlow {
    guard let shape = ONNXArray.broadcastShape([first.shape, second.shape]) else {
      throw step.damaged("operands of \(first.shape) and \(second.shape)")
    }
    func padded(_ flow: ONNXFlow) throws(ONNXError) -> ONNXFlow {
      try reshaped(flow, Array(repeating: 1, count: shape.count - flow.shape.count) + flow.shape)
    }
    var (one, other) = (try padded(first), try padded(second))
    var result = first
    result.batchAxis = first.batchAxis.map { $0 + shape.count - first.shape.count }
    result.isFeatureMap = first.isFeatureMap || second.isFeatureMap
    let otherBatch = second.batchAxis.map { $0 + shape.count - second.shape.count }
    if let batchAxis = result.batchAxis, let otherBatch, batchAxis != otherBatch {
      try checkBatch(step, result, [batchAxis])
    }
    result.batchAxis = result.batchAxis ?? otherBatch
    if let batchAxis = result.batchAxis, shape[batchAxis] != 1 { try checkBatch(step, result, [batchAxis]) }
    let isSecondLarger = other.layout.count > one.layout.count
    let layout = isSecondLarger ? try combinedLayout(&other, shape) : try combinedLayout(&one, shape)
    one = try stored(one, as: layout.narrowed(to: one.shape))
    other = try stored(other, as: layout.narrowed(to: other.shape))
    let operands = Operands(
      layout: layout, first: one.shape, second: other.shape,
      current: emitter.shapes[isSecondLarger ? other.node : one.node]!)
    guard let shapes = operands.shapes else { throw step.unsupported("such a broadcast") }
    let inputs = [
      try emitter.viewed(one.node, as: shapes.first), try emitter.viewed(other.node, as: shapes.second),
    ]
    result.node = try emitter.add(operation(nil), inputs)
    result.layout = layout
    return result
  }

  /// The layout of what comes of combining a value with a smaller one: the value's own where it has the result's shape, and
  /// otherwise one with the axes in its memory order, into which it is brought.
  private mutating func combinedLayout(_ flow: inout ONNXFlow, _ shape: [Int]) throws(ONNXError)
    -> ElementLayout
  {
    if flow.shape == shape { return flow.layout }
    flow = try withPlainAxes(flow)
    return ElementLayout(shape, memoryOrder: Self.memoryOrder(of: flow.layout))
  }
}

extension ElementLayout {
  /// The layout of a value that has one element in place of all of some axes.
  func narrowed(to narrow: [Int]) -> ElementLayout {
    shape.indices.reduce(self) { narrow[$1] == 1 ? $0.replacing($1, with: 1) : $0 }
  }
}

/// Under which shapes of three axes two values can be combined.
struct Operands {
  /// The output's layout, and the operands' extents.
  var layout: ElementLayout
  var first: [Int]
  var second: [Int]
  /// The shape that the larger operand has now, which is kept where it serves.
  var current: Shape

  /// The shapes; nil where what one or the other repeats alternates too often.
  var shapes: (first: Shape, second: Shape)? {
    let axes = layout.axes
    let marks = layout.order.map { factor -> [Bool] in
      let axis = axes.firstIndex { $0.contains(factor) }!
      return [first[axis] == layout.shape[axis], second[axis] == layout.shape[axis]]
    }
    let runs = AxisRuns(layout.extents, marks: marks)
    guard runs.extents.count <= 3 else { return nil }
    if let kept = kept(runs) { return kept }
    func shape(_ operand: Int) -> Shape {
      let extents = zip(runs.extents, runs.marks).map { $1[operand] ? $0 : 1 }
      return Shape(extents.isEmpty ? [1] : extents)
    }
    return (shape(0), shape(1))
  }

  /// The shapes where the current one can stay: its dimensions do not cut across the runs.
  private func kept(_ runs: AxisRuns<[Bool]>) -> (first: Shape, second: Shape)? {
    guard current.rank <= 3, current.count == layout.count else { return nil }
    var marks: [[Bool]] = []
    var (run, left) = (0, runs.extents.first ?? 1)
    for dimension in current.dimensions {
      if dimension == 1 {
        marks.append([true, true])
        continue
      }
      if left == 1 {
        run += 1
        guard run < runs.extents.count else { return nil }
        left = runs.extents[run]
      }
      guard left % dimension == 0 else { return nil }
      left /= dimension
      marks.append(runs.marks[run])
    }
    func shape(_ operand: Int) -> Shape {
      let extents = zip(current.dimensions, marks).map { $1[operand] ? $0 : 1 }
      let isWhole = extents == current.dimensions
      let rest = isWhole ? extents[...] : extents.drop { $0 == 1 }
      return rest.isEmpty ? [1] : Shape(Array(rest))
    }
    return (shape(0), shape(1))
  }
}
