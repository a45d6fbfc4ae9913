import ApusGraph

extension ONNXImporter {
  /// How many samples the inputs of a file are fixed at; 1 where their first axis is open, or they differ.
  static func fixedBatch(of model: ONNXModel) -> Int {
    let batches = Set(
      model.inputs.map { input in
        guard let shape = input.shape, shape.count > 1 else { return 1 }
        return shape[0] ?? 1
      })
    return batches.count == 1 ? batches.first! : 1
  }

  /// Adds an input of the network: of one sample, channels last where it is a feature map.
  mutating func add(_ input: ONNXValueInfo, takesBatchWhole: Bool) throws(ONNXError) {
    guard let number = Int(exactly: input.type), let type = ONNXElementType(rawValue: number),
      type.byteCount != nil
    else {
      let name =
        Int(exactly: input.type).flatMap(ONNXElementType.init(rawValue:))?.name ?? "no tensor"
      throw .unsupportedModel("has the input \(input.name.prefix(80)) of the type \(name)")
    }
    let given = options.inputShapes[input.name] ?? (model.inputs.count == 1 ? options.inputShapes[""] : nil)
    var shape = try model.extents(of: input, given: given, open: open)
    let isBatched = batch > 1 && shape.count > 1
    if isBatched { shape[0] = 1 }
    guard shape.reduce(1.0, { $0 * Double($1) }) < 0x1p31,
      shape.allSatisfy({ $0 > 0 && $0 <= 1 << 16 })
    else {
      throw .unsupportedModel("has the input \(input.name.prefix(80)) of the shape \(shape)")
    }
    var memoryOrder = Array(shape.indices)
    let isBatchOfOne = shape.first == 1
    let holdsChannelsFirst = isBatchOfOne && takesChannelsFirst(input.name, shape)
    if holdsChannelsFirst, shape.count == 3 { memoryOrder = [0, 2, 1] }
    if holdsChannelsFirst, shape.count == 4 { memoryOrder = [0, 2, 3, 1] }
    var extents = memoryOrder.map { shape[$0] }
    if isBatchOfOne, extents.count > 1 { extents.removeFirst() }
    if extents.isEmpty { extents = [1] }
    let sample = Self.collapsed(extents)
    let isImage =
      sample.rank == 3 && [1, 3].contains(sample.channels) && emitter.graph.inputs.isEmpty
    let preprocessing = isImage ? options.preprocessing ?? .pixels : options.preprocessing
    let name = input.name.isEmpty ? Graph.inputName : input.name
    emitter.addInput(
      name, shape: sample, preprocessing: emitter.graph.inputs.isEmpty ? preprocessing : nil)
    var flow = ONNXFlow(node: name, layout: ElementLayout(shape, memoryOrder: memoryOrder))
    flow.batchAxis = isBatched ? 0 : nil
    flow.isFeatureMap = holdsChannelsFirst
    flow.isWhole = !type.isReal && !isQuantized
    set(input.name, .computed(flow))
  }

  /// The extents as those of up to three axes, the outermost ones taken together.
  static func collapsed(_ extents: [Int]) -> Shape {
    let surplus = max(0, extents.count - 3)
    return Shape([extents[...surplus].reduce(1, *)] + extents[(surplus + 1)...])
  }

  /// Whether an input has its channels before its rows and columns, which what takes it tells: a convolution, or a
  /// transposition that brings the channels there first.
  private func takesChannelsFirst(_ name: String, _ shape: [Int]) -> Bool {
    guard shape.count == 3 || shape.count == 4 else { return false }
    var names = [name]
    var seen: Set<String> = [name]
    while let name = names.popLast() {
      for node in model.nodes where node.inputs.contains(name) {
        switch node.kind {
        case "Conv", "ConvTranspose", "QLinearConv", "MaxPool", "AveragePool", "GlobalAveragePool",
          "GlobalMaxPool", "BatchNormalization", "InstanceNormalization", "LRN", "DepthToSpace",
          "SpaceToDepth",
          "Resize", "Upsample", "ConvInteger":
          return true
        case "Transpose":
          let order = try? node.integers("perm")
          if order == (shape.count == 4 ? [0, 3, 1, 2] : [0, 2, 1]) { return false }
        case "Reshape", "Flatten", "MatMul", "Gemm", "LSTM", "GRU", "RNN", "Squeeze", "Unsqueeze",
          "Shape",
          "Gather":
          break
        case let kind where kind.hasPrefix("Reduce"): break
        case _:
          for output in node.outputs where seen.insert(output).inserted { names.append(output) }
        }
      }
    }
    // Nothing tells: pictures have few channels, and PyTorch has them first.
    guard shape.count == 4 else { return false }
    return ![1, 3].contains(shape[3]) || [1, 3].contains(shape[1])
  }
}
