import ApusGraph

extension ONNXImporter {
  /// A value with its elements in the order of some axes, the outermost first; transposed where that is needed.
  mutating func stored(_ flow: ONNXFlow, _ memoryOrder: [Int]) throws(ONNXError) -> ONNXFlow {
    try stored(flow, as: flow.layout.stored(memoryOrder))
  }

  /// A value with its elements in the order of a layout of the same axes.
  mutating func stored(_ flow: ONNXFlow, as layout: ElementLayout) throws(ONNXError) -> ONNXFlow {
    var result = flow
    for step in flow.layout.steps(to: layout) {
      result.node = try emitter.transposed(result.node, step)
    }
    result.layout = layout
    return result
  }

  /// The axes of a layout in the order in which their elements lie, those of one element outermost.
  static func memoryOrder(of layout: ElementLayout) -> [Int] {
    let axes = layout.axes
    func place(_ axis: Int) -> Int {
      axes[axis].map { layout.order.firstIndex(of: $0)! }.min() ?? -1
    }
    return layout.shape.indices.sorted { (place($0), $0) < (place($1), $1) }
  }

  /// A value whose elements of each axis lie as the axis counts them; transposed where they do not.
  mutating func withPlainAxes(_ flow: ONNXFlow) throws(ONNXError) -> ONNXFlow {
    guard flow.layout.axes.contains(where: { $0.count > 1 }) else { return flow }
    return try stored(flow, Self.memoryOrder(of: flow.layout))
  }

  /// A value of the file's axes batch × channels × rows × columns, or without rows, as this kit's feature map.
  mutating func featureMap(_ step: ONNXStep, _ flow: ONNXFlow) throws(ONNXError) -> String {
    let shape = flow.shape
    guard shape.count == 3 || shape.count == 4 else {
      throw step.unsupported("an input of \(shape.count) axes")
    }
    guard shape[0] == 1 else { throw step.unsupported("a batch of \(shape[0])") }
    let flow = try stored(flow, [0] + Array(2..<shape.count) + [1])
    return try emitter.viewed(flow.node, as: Self.featureMapShape(shape))
  }

  /// The extents of such a value channels last.
  static func featureMapShape(_ shape: [Int]) -> Shape {
    Shape(height: shape.count == 4 ? shape[2] : 1, width: shape.last!, channels: shape[1])
  }

  /// What a node makes that is a feature map, with the file's axes.
  /// - Parameter rank: how many axes the file has.
  func featureMapFlow(_ node: String, rank: Int, like flow: ONNXFlow) -> ONNXFlow {
    let shape = emitter.shapes[node]!
    var result = flow
    result.node = node
    result.isFeatureMap = true
    result.layout =
      rank == 4
      ? ElementLayout([1, shape.channels, shape.height, shape.width], memoryOrder: [0, 2, 3, 1])
      : ElementLayout([1, shape.channels, shape.width], memoryOrder: [0, 2, 1])
    return result
  }

  /// A value seen so that one axis of the file is one dimension: outer, axis, inner.
  struct AxisView {
    /// The value, with the elements of the axis as it counts them.
    var flow: ONNXFlow
    /// The graph's value of this shape.
    var node: String
    var shape: Shape
    /// Which dimension the axis is.
    var dimension: Int
  }

  /// A value seen so that an axis is one of its dimensions, of three at most.
  mutating func view(_ flow: ONNXFlow, along axis: Int) throws(ONNXError) -> AxisView {
    let flow = try withPlainAxes(flow)
    let extents = flow.layout.extents
    let place = flow.layout.axes[axis].first.map { flow.layout.order.firstIndex(of: $0)! }
    let outer = extents[..<(place ?? 0)].reduce(1, *)
    let extent = flow.shape[axis]
    let current = emitter.shapes[flow.node]!
    if let dimension = Self.dimension(of: current, outer: outer, extent: extent) {
      return AxisView(flow: flow, node: flow.node, shape: current, dimension: dimension)
    }
    let inner = extents.reduce(1, *) / outer / extent
    var shape = [outer, extent, inner]
    var dimension = 1
    if inner == 1 { shape.removeLast() }
    if outer == 1 {
      shape.removeFirst()
      dimension = 0
    }
    return AxisView(
      flow: flow, node: try emitter.viewed(flow.node, as: Shape(shape)), shape: Shape(shape),
      dimension: dimension)
  }

  /// The dimension of a shape of this extent behind so many elements; nil where there is none.
  private static func dimension(of shape: Shape, outer: Int, extent: Int) -> Int? {
    guard shape.rank <= 3 else { return nil }
    var product = 1
    for (dimension, found) in shape.dimensions.enumerated() {
      if product == outer, found == extent { return dimension }
      product *= found
    }
    return nil
  }

  /// What a node makes of such a view, with another extent of the axis.
  func changed(_ view: AxisView, _ axis: Int, to node: String) -> ONNXFlow {
    var shape = view.flow.shape
    shape[axis] = emitter.shapes[node]!.dimensions[view.dimension]
    var result = view.flow
    result.node = node
    result.layout = ElementLayout(shape, memoryOrder: Self.memoryOrder(of: view.flow.layout))
    return result
  }

  /// Throws where an operator would mix the samples of a file that is fixed at several.
  func checkBatch(_ step: ONNXStep, _ flow: ONNXFlow, _ axes: [Int]) throws(ONNXError) {
    guard let batch = flow.batchAxis, axes.contains(batch) else { return }
    throw step.unsupported("a batch of \(self.batch), whose samples it mixes")
  }
}
