import ApusGraph

extension TFLiteWriter {
  /// Adds the operators that a node is in TensorFlow Lite.
  mutating func add(_ node: OutgoingNode) {
    switch node.operation {
    case .convolution(let body): convolution(node, body)
    case .depthwiseConvolution(let body): depthwiseConvolution(node, body)
    case .transposedConvolution(let body): transposedConvolution(node, body)
    case .dense: dense(node)
    case .batchNormalization(let body): normalization(node, body)
    case .maxPool(let body): maxPool(node, body)
    case .averagePool(let body): averagePool(node, body)
    case .globalAveragePool:
      let axes = constant("\(node.name)/axes", [1, 2])
      finish(node, .mean, inputs(node) + [axes], options: TFLiteWrittenOptions(TFLiteOptions.Kind.reducer))
    case .relu where node.elementType == .int16:
      // TFLite Micro's RELU takes no int16; a leaky one that lets nothing through does.
      finish(
        node, .leakyReLU, inputs(node),
        options: TFLiteWrittenOptions(TFLiteOptions.Kind.leakyReLU, [0: .float(0)]))
    case .relu: finish(node, .relu, inputs(node))
    case .relu6: relu6(node)
    case .leakyReLU(let body):
      let options = TFLiteWrittenOptions(TFLiteOptions.Kind.leakyReLU, [0: .float(body.slope)])
      finish(node, .leakyReLU, inputs(node), options: options)
    case .sigmoid: finish(node, .logistic, inputs(node))
    case .tanh: finish(node, .tanh, inputs(node))
    case .hardSwish: finish(node, .hardSwish, inputs(node))
    case .softmax:
      let options = TFLiteWrittenOptions(TFLiteOptions.Kind.softmax, [0: .float(1)])
      finish(node, .softmax, inputs(node), options: options)
    case .add(let body): pair(node, .add, body, TFLiteOptions.Kind.add, activationSlot: 0)
    case .subtract(let body): pair(node, .subtract, body, TFLiteOptions.Kind.subtract, activationSlot: 0)
    case .multiply(let body): pair(node, .multiply, body, TFLiteOptions.Kind.multiply, activationSlot: 0)
    case .divide(let body): pair(node, .divide, body, TFLiteWrittenOptions.divide, activationSlot: 0)
    case .squaredDifference(let body):
      pair(node, .squaredDifference, body, TFLiteWrittenOptions.squaredDifference)
    case .maximum(let body): pair(node, .maximum, body, TFLiteOptions.Kind.extremum)
    case .minimum(let body): pair(node, .minimum, body, TFLiteOptions.Kind.extremum)
    case .function(let body): function(node, body.kind)
    case .prelu(let body):
      guard let slope = node.constants[.slope] else { return refuse(node, "") }
      let operand = constant("\(node.name)/slope", slope, shape: fileShape(body.shape))
      finish(node, .prelu, inputs(node) + [operand])
    case .reduce(let body): reduction(node, body)
    case .matrixProduct(let body):
      let options = TFLiteWrittenOptions(
        TFLiteWrittenOptions.matrixProduct,
        [0: .byte(body.transposesFirst ? 1 : 0), 1: .byte(body.transposesSecond ? 1 : 0)])
      finish(node, .matrixProduct, inputs(node), options: options)
    case .logSoftmax:
      guard node.quantization == nil || node.quantization == .logProbability else {
        return refuse(node, " in steps finer than 1/16")
      }
      finish(node, .logSoftmax, inputs(node), options: TFLiteWrittenOptions(TFLiteWrittenOptions.logSoftmax))
    case .l2Normalization:
      guard node.quantization == nil || node.quantization == .unit else {
        return refuse(node, " in steps finer than 1/128")
      }
      let options = TFLiteWrittenOptions(TFLiteWrittenOptions.l2Normalization)
      finish(node, .l2Normalization, inputs(node), options: options)
    case .gather where node.elementType == .int16: refuse(node, " over 16 bits")
    case .gather(let body):
      let indices = constant("\(node.name)/indices", body.indices)
      let options = TFLiteWrittenOptions(TFLiteWrittenOptions.gather, [0: .int32(Int32(body.axis + 1))])
      finish(node, .gather, inputs(node) + [indices], options: options)
    case .concatenate(let body): concatenation(node, body)
    case .pad(let body): pad(node, body)
    case .flatten, .reshape: view(node)
    case .dropout: alias(node.value, to: node.inputs[0])
    case .slice(let body): slice(node, body)
    case .transpose(let body):
      let order = constant("\(node.name)/order", [0] + body.order.map { $0 + 1 })
      finish(
        node, .transpose, inputs(node) + [order],
        options: TFLiteWrittenOptions(TFLiteWrittenOptions.transpose))
    case .resizeNearest(let body):
      let flags = flags(body.resampling, first: 0)
      let code = TFLiteOperatorCode.resizeNearest.since(body.resampling.usesHalfPixelCenters ? 3 : 1)
      finish(
        node, code, inputs(node) + [size(node, body.resampling)],
        options: TFLiteWrittenOptions(TFLiteOptions.Kind.resizeNearest, flags))
    case .resizeBilinear(let body):
      let flags = flags(body.resampling, first: 2)
      let code = TFLiteOperatorCode.resizeBilinear.since(body.resampling.usesHalfPixelCenters ? 3 : 1)
      finish(
        node, code, inputs(node) + [size(node, body.resampling)],
        options: TFLiteWrittenOptions(TFLiteOptions.Kind.resizeBilinear, flags))
    case .lstm(let body): lstm(node, body)
    case .svdf(let body): filters(node, body)
    case .gru, .simpleRNN: refuse(node, ", which TFLite Micro has no operator for")
    case .embedding(let body): embedding(node, body)
    case .argMax:
      let axis = constant("\(node.name)/axis", [shape(of: node.inputs[0]).rank], shape: [])
      let options = TFLiteWrittenOptions(
        TFLiteWrittenOptions.argMax, [0: .byte(UInt8(TFLiteTensorType.int32.rawValue))])
      // Of a vector there is nothing left but the batch.
      let isVector = shape(of: node.inputs[0]).rank == 1
      finish(
        node, .argMax, inputs(node) + [axis], options: options, shape: isVector ? Shape([]) : nil,
        element: .int32)
    }
  }

  /// The tensors that a node takes.
  func inputs(_ node: OutgoingNode) -> [Int] { node.inputs.map { tensor(of: $0) } }

  /// A clamp, behind a rescaling where the scale changes: TFLite Micro's RELU6 only clamps.
  private mutating func relu6(_ node: OutgoingNode) {
    var taken = inputs(node)
    if let quantization = node.quantization, quantizations[node.inputs[0]] != quantization {
      let rescaled = tensor("\(node.name).rescaled", node.shape, quantization)
      add(.relu, taken, makes: rescaled, name: "\(node.name).rescaled")
      taken = [rescaled]
    }
    finish(node, .relu6, taken)
  }

  private mutating func pair(
    _ node: OutgoingNode, _ code: TFLiteOperatorCode, _ body: some ElementwisePair, _ kind: Int,
    activationSlot: Int? = nil
  ) {
    var taken = inputs(node)
    if let constant = body.constant, let values = node.constants[.constant] {
      let operand = self.constant("\(node.name)/constant", values, shape: fileShape(constant.shape))
      taken.insert(operand, at: constant.isFirst ? 0 : 1)
    }
    finish(node, code, taken, options: TFLiteWrittenOptions(kind), activationSlot: activationSlot)
  }

  /// Rows of a table by indices, which are whole numbers in an int8 network.
  private mutating func embedding(_ node: OutgoingNode, _ body: Embedding) {
    guard let table = node.constants[.weight] else { return refuse(node, "") }
    var indices = tensor(of: node.inputs[0])
    if !isQuantized {
      let whole = index("\(node.name).indices", shape(of: node.inputs[0]))
      let options = TFLiteWrittenOptions(
        TFLiteWrittenOptions.cast,
        [
          0: .byte(UInt8(TFLiteTensorType.float32.rawValue)),
          1: .byte(UInt8(TFLiteTensorType.int32.rawValue)),
        ])
      add(.cast, [indices], makes: whole, options: options, name: "\(node.name).indices")
      indices = whole
    }
    let rows = constant("\(node.name)/table", table, shape: [body.count, body.features])
    finish(node, .gather, [rows, indices], options: TFLiteWrittenOptions(TFLiteWrittenOptions.gather))
  }

  /// The extents of a constant that is broadcast: of three dimensions there are four, with the batch.
  func fileShape(_ shape: Shape) -> [Int] { shape.rank == 3 ? [1] + shape.dimensions : shape.dimensions }

  private mutating func concatenation(_ node: OutgoingNode, _ body: Concatenate) {
    let distance =
      switch body.axis {
      case .channels: 0
      case .columns: 1
      case .rows: 2
      }
    let options = TFLiteWrittenOptions(
      TFLiteOptions.Kind.concatenation, [0: .int32(Int32(node.shape.rank - distance))])
    finish(node, .concatenation, inputs(node), options: options)
  }

  private mutating func pad(_ node: OutgoingNode, _ body: Pad) {
    let border = body.border
    let amounts = constant(
      "\(node.name)/paddings",
      [0, 0, border.top, border.bottom, border.left, border.right, body.channelsBefore, body.channelsAfter],
      shape: [4, 2])
    finish(node, .pad, inputs(node) + [amounts], options: TFLiteWrittenOptions(TFLiteWrittenOptions.pad))
  }

  /// The same elements: in another shape, in another scale, or both.
  private mutating func view(_ node: OutgoingNode) {
    let input = shape(of: node.inputs[0])
    guard
      quantizations[node.inputs[0]] != node.quantization || elementTypes[node.inputs[0]] != node.elementType
    else { return reshape(node, inputs(node)) }
    let options = TFLiteWrittenOptions(TFLiteWrittenOptions.quantize)
    guard input != node.shape else { return finish(node, .quantize, inputs(node), options: options) }
    let rescaled = tensor("\(node.name).rescaled", input, node.quantization, node.elementType)
    add(.quantize, inputs(node), makes: rescaled, options: options, name: "\(node.name).rescaled")
    reshape(node, [rescaled])
  }

  /// Adds a reshaping of a tensor to a node's shape.
  mutating func reshape(_ node: OutgoingNode, _ taken: [Int]) {
    let shape = constant("\(node.name)/shape", [1] + node.shape.dimensions)
    finish(
      node, .reshape, taken + [shape],
      options: TFLiteWrittenOptions(
        TFLiteWrittenOptions.reshape, [0: .int32s(([1] + node.shape.dimensions).map { Int32($0) })]))
  }

  private mutating func slice(_ node: OutgoingNode, _ body: Slice) {
    let begins = constant("\(node.name)/begin", [0] + body.axes.map(\.begin))
    guard body.axes.contains(where: { $0.stride != 1 }) else {
      let sizes = constant("\(node.name)/size", [1] + body.axes.map(\.count))
      return finish(
        node, .slice, inputs(node) + [begins, sizes],
        options: TFLiteWrittenOptions(TFLiteWrittenOptions.slice))
    }
    let ends = constant("\(node.name)/end", [1] + body.axes.map { $0.begin + ($0.count - 1) * $0.stride + 1 })
    let strides = constant("\(node.name)/strides", [1] + body.axes.map(\.stride))
    finish(
      node, .stridedSlice, inputs(node) + [begins, ends, strides],
      options: TFLiteWrittenOptions(TFLiteOptions.Kind.stridedSlice))
  }

  private mutating func size(_ node: OutgoingNode, _ resampling: Resampling) -> Int {
    constant("\(node.name)/size", [resampling.size.height, resampling.size.width])
  }

  private func flags(_ resampling: Resampling, first: Int) -> [Int: FlatBufferContent.Field] {
    [
      first: .byte(resampling.alignsCorners ? 1 : 0),
      first + 1: .byte(resampling.usesHalfPixelCenters ? 1 : 0),
    ]
  }

  /// A product and a sum with constants of the channels.
  private mutating func normalization(_ node: OutgoingNode, _ body: BatchNormalization) {
    guard case .float(let scale)? = node.constants[.scale], case .float(let bias)? = node.constants[.bias],
      case .float(let mean)? = node.constants[.runningMean],
      case .float(let variance)? = node.constants[.runningVariance]
    else { return refuse(node, "") }
    let factors = scale.indices.map { scale[$0] / (variance[$0] + body.epsilon).squareRoot() }
    let addends = scale.indices.map { bias[$0] - mean[$0] * factors[$0] }
    let product = tensor("\(node.name).scaled", node.shape, nil)
    let factor = constant("\(node.name)/scale", .float(factors), shape: [factors.count])
    add(
      .multiply, inputs(node) + [factor], makes: product,
      options: TFLiteWrittenOptions(TFLiteOptions.Kind.multiply), name: "\(node.name).scaled")
    let addend = constant("\(node.name)/offset", .float(addends), shape: [addends.count])
    finish(
      node, .add, [product, addend], options: TFLiteWrittenOptions(TFLiteOptions.Kind.add), activationSlot: 0)
  }
}
