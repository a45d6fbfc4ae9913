import ApusGraph

extension ONNXImporter {
  /// CAST, CAST_LIKE: reals to reals and whole numbers to reals are the value itself. Of reals that become whole numbers the
  /// fraction is cut off; what becomes true or false is 1 where it was not 0.
  mutating func cast(_ step: ONNXStep) throws(ONNXError) {
    if step.node.kind == "CastLike", let array = try? step.constant(0), let name = step.node.outputs.first {
      return set(name, .constant(ONNXArray(array.reals, shape: array.shape)))
    }
    var flow = try step.flow(0)
    var target = try step.node.integer("to", default: ONNXElementType.float.rawValue)
    if step.node.kind == "CastLike", case .constant(let like)? = step.inputs[1] {
      target = like.type.rawValue
    }
    if flow.isText, target == ONNXElementType.string.rawValue { return try finish(step, flow) }
    guard let type = ONNXElementType(rawValue: target), type.byteCount != nil, !flow.isText else {
      throw step.unsupported("the type number \(target)")
    }
    if type.isReal {
      flow.isWhole = false
    } else if type == .bool {
      flow = try truth(flow)
    } else if !flow.isWhole {
      flow = try truncated(step, flow)
    }
    try finish(step, flow)
  }

  /// Reals without their fractions.
  mutating func truncated(_ step: ONNXStep, _ flow: ONNXFlow) throws(ONNXError) -> ONNXFlow {
    var result = flow
    if !isRounded(flow) {
      let size = try applied(.function(Function(.absolute)), to: flow, as: "size")
      let whole = try applied(.function(Function(.floor)), to: size, as: "whole")
      let sign = try applied(.function(Function(.sign)), to: flow, as: "sign")
      result = try combined(step, .computed(whole), .computed(sign)) { .multiply(Multiply(constant: $0)) }
    }
    result.isWhole = true
    return result
  }

  /// Whether the operator that made a value has rounded it.
  private func isRounded(_ flow: ONNXFlow) -> Bool {
    guard let node = emitter.node(emitter.source(of: flow.node)) else { return false }
    if case .function(let function) = node.operation {
      return [.floor, .ceiling, .round, .sign].contains(function.kind)
    }
    if case .argMax = node.operation { return true }
    return false
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
