import ApusGraph

/// A node as it is executed: alone, or together with a rectifier next to it, which then costs no pass over the
/// batch of its own.
struct PlannedNode {
  /// The node that owns the parameters.
  let name: String
  /// The value that is made: the rectifier's where one is taken in.
  let value: String
  let operation: Operation
  let inputs: [String]
  /// What the result is put through.
  var rectifier = Rectifier.none
}

extension Graph {
  /// The nodes in order. In training, a rectifier is taken into the batch normalization or addition before it,
  /// or into the max pool after it (the largest rectified value is the rectified largest value, and has the same
  /// place), if nothing else takes the value between them, which then is never made. At inference every value is
  /// made, because calibration looks at them.
  func plannedNodes(_ mode: Engine.Mode) -> [PlannedNode] {
    var planned = nodes.map {
      PlannedNode(name: $0.name, value: $0.name, operation: $0.operation, inputs: $0.inputs)
    }
    guard mode == .training else { return planned }
    var position = planned.count - 1
    while position >= 0 {
      defer { position -= 1 }
      guard let rectifier = planned[position].operation.rectifier else { continue }
      let rectified = planned[position]
      let source = rectified.inputs[0]
      if let before = planned.firstIndex(where: { $0.value == source }), consumers(of: source).count == 1,
        planned[before].operation.endsInRectifier
      {
        planned[position] = PlannedNode(
          name: planned[before].name, value: rectified.value, operation: planned[before].operation,
          inputs: planned[before].inputs, rectifier: rectifier)
        planned.remove(at: before)
        position -= 1
      } else if consumers(of: rectified.value).count == 1,
        let after = planned.firstIndex(where: { $0.inputs == [rectified.value] }),
        case .maxPool(let pool) = planned[after].operation, pool.window.isTiling,
        case .none = planned[after].rectifier
      {
        planned[after] = PlannedNode(
          name: planned[after].name, value: planned[after].value, operation: planned[after].operation,
          inputs: [source], rectifier: rectifier)
        planned.remove(at: position)
      }
    }
    return planned
  }
}

extension Operation {
  /// The rectifier that the operation is, if it is one.
  fileprivate var rectifier: Rectifier? {
    switch self {
    case .relu: .plain
    case .relu6: .clipped
    case .leakyReLU(let body): body.slope >= 0 ? .leaky(slope: body.slope) : nil
    case .convolution, .depthwiseConvolution, .dense, .batchNormalization, .maxPool, .averagePool,
      .globalAveragePool, .add, .concatenate, .pad, .flatten, .reshape, .dropout, .softmax:
      nil
    }
  }

  /// Whether its layer can rectify what it makes.
  fileprivate var endsInRectifier: Bool {
    switch self {
    case .batchNormalization, .add: true
    case .convolution, .depthwiseConvolution, .dense, .maxPool, .averagePool, .globalAveragePool, .relu,
      .relu6,
      .leakyReLU, .concatenate, .pad, .flatten, .reshape, .dropout, .softmax:
      false
    }
  }
}

extension Window {
  /// Whether windows lie side by side without gaps, overlaps or padding: what `TiledMaxPoolLayer` can carry out.
  var isTiling: Bool {
    stride == kernel && dilation == Size(1) && (padding == .valid || padding == .all(0))
  }
}
