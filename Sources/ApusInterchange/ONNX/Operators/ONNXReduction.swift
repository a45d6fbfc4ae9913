import ApusGraph

extension ONNXImporter {
  /// The reductions over some axes, made of one with functions before and behind it.
  mutating func reduce(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    let (axes, keeps) = try step.reducedAxes(rank: flow.shape.count, version: version)
    try checkBatch(step, flow, axes)
    func function(_ kind: Function.Kind, _ flow: ONNXFlow, _ suffix: String?) throws(ONNXError) -> ONNXFlow {
      try applied(.function(Function(kind)), to: flow, as: suffix)
    }
    let result: ONNXFlow
    switch step.node.kind {
    case "ReduceMean": result = try reduced(flow, axes, .mean)
    case "ReduceSum": result = try reduced(flow, axes, .sum)
    case "ReduceMax": result = try reduced(flow, axes, .maximum)
    case "ReduceMin": result = try reduced(flow, axes, .minimum)
    case "ReduceProd": result = try reduced(flow, axes, .product)
    case "ReduceL1": result = try reduced(try function(.absolute, flow, "absolute"), axes, .sum)
    case "ReduceSumSquare": result = try reduced(try function(.square, flow, "square"), axes, .sum)
    case "ReduceL2":
      let sum = try reduced(try function(.square, flow, "square"), axes, .sum, as: "sum")
      result = try function(.squareRoot, sum, nil)
    case "ReduceLogSum": result = try function(.logarithm, try reduced(flow, axes, .sum, as: "sum"), nil)
    case _:
      // Less the largest, so that no exponential is infinite.
      let largest = try reduced(flow, axes, .maximum, as: "largest")
      let rest = try combined(step, .computed(flow), .computed(largest)) { .subtract(Subtract(constant: $0)) }
      let sum = try reduced(try function(.exponential, rest, "exponential"), axes, .sum, as: "sum")
      let logarithm = try function(.logarithm, sum, "logarithm")
      result = try combined(step, .computed(logarithm), .computed(largest)) { .add(Add(constant: $0)) }
    }
    guard !keeps else { return try finish(step, result) }
    let kept = flow.shape.indices.filter { !axes.contains($0) }.map { flow.shape[$0] }
    var dropped = try reshaped(result, kept)
    dropped.batchAxis = flow.batchAxis
    dropped.isFeatureMap = false
    try finish(step, dropped)
  }

  /// A value with some axes brought to one element each, in whichever order these lie.
  mutating func reduced(
    _ flow: ONNXFlow, _ axes: [Int], _ kind: Reduce.Kind, as suffix: String? = nil
  ) throws(ONNXError) -> ONNXFlow {
    guard axes.contains(where: { flow.shape[$0] != 1 }) else { return flow }
    let factors = flow.layout.axes
    let reduced = Set(axes.flatMap { factors[$0] })
    var flow = flow
    var runs = AxisRuns(flow.layout.extents, marks: flow.layout.order.map(reduced.contains))
    if runs.extents.count > 3 {
      let order = Self.memoryOrder(of: flow.layout)
      flow = try stored(flow, order.filter(axes.contains) + order.filter { !axes.contains($0) })
      let moved = flow.layout.axes
      let marked = Set(axes.flatMap { moved[$0] })
      runs = AxisRuns(flow.layout.extents, marks: flow.layout.order.map(marked.contains))
    }
    var result = flow
    result.layout = axes.reduce(flow.layout) { $0.replacing($1, with: 1) }
    let channels = emitter.shapes[flow.node]!
    if kind == .mean, runs.marks == [true, false] {
      // A mean over all rows and columns.
      let fits = channels.rank == 3 && channels.channels == runs.extents[1]
      let input =
        fits ? flow.node : try emitter.viewed(flow.node, as: Shape([1, runs.extents[0], runs.extents[1]]))
      result.node = try emitter.add(.globalAveragePool(GlobalAveragePool()), [input], as: suffix)
      return result
    }
    let input = try emitter.viewed(flow.node, as: Shape(runs.extents))
    let body = Reduce(kind: kind, axes: runs.marks.indices.filter { runs.marks[$0] }, keepsAxes: false)
    result.node = try emitter.add(.reduce(body), [input], as: suffix)
    return result
  }

  /// TOP_K of one: the largest or smallest element along an axis, and its place.
  mutating func largest(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    guard let count = try step.integers(1, or: "k")?.first else {
      throw step.damaged("no number of elements")
    }
    let axis = try step.axis("axis", default: -1, rank: flow.shape.count)
    guard count == 1 || flow.shape[axis] == 1 else { throw step.unsupported("\(count) elements") }
    try checkBatch(step, flow, [axis])
    let isLargest = try step.node.integer("largest", default: 1) != 0
    for (place, name) in step.node.outputs.enumerated() where !name.isEmpty && useCount(name) > 0 {
      let found =
        place == 0
        ? try reduced(flow, [axis], isLargest ? .maximum : .minimum)
        : try extremePlaces(flow, axis, isLargest: isLargest)
      set(name, .computed(found))
    }
  }

  /// ARG_MAX, ARG_MIN: the places of the first largest or smallest elements along an axis.
  mutating func argMax(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    let axis = try step.axis("axis", default: 0, rank: flow.shape.count)
    guard try step.node.integer("select_last_index", default: 0) == 0 else {
      throw step.unsupported("the last of several places")
    }
    try checkBatch(step, flow, [axis])
    var result = try extremePlaces(flow, axis, isLargest: step.node.kind == "ArgMax")
    if try step.node.integer("keepdims", default: 1) == 0 {
      var shape = flow.shape
      shape.remove(at: axis)
      result = try reshaped(result, shape)
    }
    try finish(step, result)
  }

  /// The places of the first largest or smallest elements along an axis, which stays with one element.
  private mutating func extremePlaces(
    _ flow: ONNXFlow, _ axis: Int, isLargest: Bool
  ) throws(ONNXError) -> ONNXFlow {
    let sought = isLargest ? flow : try applied(.function(Function(.negative)), to: flow, as: "negative")
    let (input, stored) = try withInnermost(sought, axis)
    var result = stored
    result.node = try emitter.add(.argMax(ArgMax()), [input], as: "place")
    result.isWhole = true
    result.layout = stored.layout.replacing(axis, with: 1)
    return result
  }
}
