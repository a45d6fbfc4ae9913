import ApusGraph

extension ONNXImporter {
  /// CAST of reals to reals: the value itself. Whole numbers are kept as reals here, but reals are not cut off.
  mutating func cast(_ step: ONNXStep) throws(ONNXError) {
    if step.node.kind == "CastLike", let array = try? step.constant(0), let name = step.node.outputs.first {
      return set(name, .constant(ONNXArray(array.reals, shape: array.shape)))
    }
    let flow = try step.flow(0)
    let target = step.node.kind == "Cast" ? try step.node.integer("to", default: 1) : 1
    let isReal = ONNXElementType(rawValue: target)?.isReal ?? false
    var isWhole = false
    if let node = emitter.node(emitter.source(of: flow.node)) {
      switch node.operation {
      case .argMax: isWhole = true
      case .function(let function):
        isWhole = function.kind == .floor || function.kind == .ceiling || function.kind == .round
      case _: break
      }
    }
    guard isReal || isWhole else { throw step.unsupported("whole numbers made of reals") }
    pass(step)
  }

  /// IDENTITY, DROPOUT: the value itself.
  mutating func pass(_ step: ONNXStep) {
    if let output = step.node.outputs.first, let value = step.inputs.first, let value { set(output, value) }
  }

  /// Sets what the only output of an operator stands for.
  mutating func finish(_ step: ONNXStep, _ flow: ONNXFlow) throws(ONNXError) {
    guard let name = step.node.outputs.first else { throw step.damaged("no output") }
    for other in step.node.outputs.dropFirst() where !other.isEmpty && useCount(other) > 0 {
      throw step.unsupported("a second output that is used")
    }
    set(name, .computed(flow))
  }

  /// RESHAPE, FLATTEN, SQUEEZE, UNSQUEEZE: other axes over the same elements.
  mutating func reshape(_ step: ONNXStep) throws(ONNXError) {
    var flow = try step.flow(0)
    let shape =
      step.node.kind == "Reshape"
      ? try step.newShape(for: flow.shape, batch: flow.batchAxis == 0 ? batch : 1)
      : try step.viewedShape(of: flow.shape, version: version)
    guard shape.count <= 16 else { throw step.unsupported("\(shape.count) axes") }
    if step.node.kind != "Unsqueeze", step.node.kind != "Squeeze" { flow.isFeatureMap = false }
    if let axis = flow.batchAxis {
      let isKept = axis < shape.count && shape[...axis] == flow.shape[...axis]
      if axis > 0, !isKept { try checkBatch(step, flow, [axis]) }
      flow.batchAxis = isKept ? axis : nil
    }
    try finish(step, try reshaped(flow, shape))
  }

  /// A value with other axes, its elements brought into their order where the new axes cut across it.
  mutating func reshaped(_ flow: ONNXFlow, _ shape: [Int]) throws(ONNXError) -> ONNXFlow {
    var flow = flow
    if let layout = flow.layout.reshaped(shape) {
      flow.layout = layout
    } else {
      flow = try stored(flow, Array(flow.shape.indices))
      flow.layout = ElementLayout(shape)
    }
    return flow
  }

  /// TRANSPOSE: nothing but another order of the file's axes.
  mutating func transpose(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    try finish(step, transposed(flow, try step.permutation(rank: flow.shape.count)))
  }

  /// A value with the axes in another order.
  func transposed(_ flow: ONNXFlow, _ permutation: [Int]) -> ONNXFlow {
    var result = flow
    result.layout = flow.layout.transposed(permutation)
    result.batchAxis = flow.batchAxis.flatMap { permutation.firstIndex(of: $0) }
    result.isFeatureMap = false
    return result
  }
}
