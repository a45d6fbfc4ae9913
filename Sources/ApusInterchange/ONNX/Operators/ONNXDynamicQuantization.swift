import ApusGraph

extension ONNXImporter {
  /// DYNAMIC_QUANTIZE_LINEAR: activations are rounded anew for each input, which is not imitated. The value stays real, as if
  /// its scale were 1 and its zero point 0.
  mutating func quantizeDynamically(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.flow(0)
    guard step.node.outputs.count == 3 else { throw step.damaged("\(step.node.outputs.count) outputs") }
    let exposed = Set(model.outputs.map(\.name))
    guard step.node.outputs.allSatisfy({ !exposed.contains($0) }) else {
      throw step.unsupported("integers of a scale of their own as outputs")
    }
    set(step.node.outputs[0], .computed(flow))
    set(step.node.outputs[1], .constant(ONNXArray([1], shape: [])))
    set(step.node.outputs[2], .constant(ONNXArray([0], shape: [], type: .uint8)))
  }

  /// MAT_MUL_INTEGER, CONV_INTEGER: the operator of reals, of weights less their zero point.
  mutating func integerProduct(_ step: ONNXStep) throws(ONNXError) {
    guard var weights = try step.constant(1) else { throw step.damaged("no weights") }
    var reals = weights.reals
    if let points = try step.constant(3)?.reals, points.contains(where: { $0 != 0 }) {
      let isMatrix = step.node.kind != "ConvInteger"
      guard points.count == 1 || isMatrix && points.count == weights.shape.last else {
        throw step.unsupported("zero points that do not fit the weights")
      }
      for place in reals.indices { reals[place] -= points[place % points.count] }
    }
    weights = ONNXArray(reals, shape: weights.shape)
    if let points = try step.constant(2), points.reals.contains(where: { $0 != 0 }) {
      throw step.unsupported("activations with a zero point")
    }
    var node = step.node
    node.kind = step.node.kind == "ConvInteger" ? "Conv" : "MatMul"
    try lower(
      ONNXStep(node: node, inputs: [.computed(try step.flow(0)), .constant(weights)], file: step.file))
  }

  /// DYNAMIC_QUANTIZE_MAT_MUL, MAT_MUL_INTEGER_TO_FLOAT: a product with dequantized weights, and a bias.
  mutating func dequantizedProduct(_ step: ONNXStep) throws(ONNXError) {
    // Weights, their scales, their zero points and the bias, by their places.
    let places = step.node.kind == "DynamicQuantizeMatMul" ? (1, 2, 3, 4) : (1, 3, 5, 6)
    guard let weights = try step.constant(places.0), let scales = try step.constant(places.1)?.reals else {
      throw step.damaged("no weights")
    }
    let points = try step.constant(places.2)?.reals ?? [0]
    guard let columns = weights.shape.last, [1, columns].contains(scales.count),
      [1, columns].contains(points.count)
    else { throw step.unsupported("scales that do not fit the weights") }
    let reals = weights.reals.enumerated().map {
      ($1 - points[$0 % points.count]) * scales[$0 % scales.count]
    }
    var node = step.node
    node.domain = ""
    node.kind = "MatMul"
    let matrix = ONNXArray(reals, shape: weights.shape)
    try lower(
      ONNXStep(node: node, inputs: [.computed(try step.flow(0)), .constant(matrix)], file: step.file))
    guard let bias = try step.constant(places.3), let name = node.outputs.first, let product = value(name)
    else {
      return
    }
    node.kind = "Add"
    try lower(ONNXStep(node: node, inputs: [product, .constant(bias)], file: step.file))
  }
}
