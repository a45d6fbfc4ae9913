import ApusGraph

extension Graph {
  /// A graph without parameters from the JSON that `GraphFile` describes.
  package init(json: JSONValue) throws(GraphFormatError) {
    let reader = JSONObjectReader(value: json, context: "the graph")
    let version = try reader.integer("version")
    guard version == GraphFile.version else { throw .version(version) }
    let input = try reader.object("input", context: "the input")
    guard let style = Preprocessing.Style(rawValue: try input.string("style")) else {
      throw input.refuse(
        "style", needed: Preprocessing.Style.allCases.map(\.rawValue).joined(separator: " or "))
    }
    var nodes: [Node] = []
    for (index, value) in try reader.array("nodes").enumerated() {
      nodes.append(try Node(json: value, index: index))
    }
    self.init(
      name: try reader.string("name"), inputShape: Shape(try input.integers("shape")),
      preprocessing: Preprocessing(
        style: style, offset: try input.reals("offset"), divisor: try input.reals("divisor")),
      classNames: try reader.strings("classes"), nodes: nodes)
  }
}

extension Node {
  fileprivate init(json: JSONValue, index: Int) throws(GraphFormatError) {
    let name = try JSONObjectReader(value: json, context: "node \(index)").string("name")
    let reader = JSONObjectReader(value: json, context: "the node \(name)")
    let operationName = try reader.string("operation")
    guard let kind = OperationKind(rawValue: operationName) else {
      throw .unknownOperation(node: name, name: operationName)
    }
    self.init(
      name: name, operation: try Operation(kind, reader), inputs: try reader.strings("inputs"))
  }
}

extension Operation {
  fileprivate init(_ kind: OperationKind, _ reader: JSONObjectReader) throws(GraphFormatError) {
    switch kind {
    case .convolution:
      self = .convolution(
        Convolution(
          inputChannels: try reader.integer("inputChannels"),
          outputChannels: try reader.integer("outputChannels"), window: try reader.window(),
          groups: try reader.integer("groups"), hasBias: try reader.bool("bias")))
    case .depthwiseConvolution:
      self = .depthwiseConvolution(
        DepthwiseConvolution(
          channels: try reader.integer("channels"), multiplier: try reader.integer("multiplier"),
          window: try reader.window(), hasBias: try reader.bool("bias")))
    case .dense:
      self = .dense(
        Dense(
          inputFeatures: try reader.integer("inputFeatures"),
          outputFeatures: try reader.integer("outputFeatures"), hasBias: try reader.bool("bias")))
    case .batchNormalization:
      self = .batchNormalization(
        BatchNormalization(
          channels: try reader.integer("channels"), epsilon: try reader.real("epsilon"),
          momentum: try reader.real("momentum")))
    case .maxPool: self = .maxPool(MaxPool(window: try reader.window()))
    case .averagePool: self = .averagePool(AveragePool(window: try reader.window()))
    case .globalAveragePool: self = .globalAveragePool(GlobalAveragePool())
    case .relu: self = .relu(ReLU())
    case .relu6: self = .relu6(ReLU6())
    case .leakyReLU: self = .leakyReLU(LeakyReLU(slope: try reader.real("slope")))
    case .sigmoid: self = .sigmoid(Sigmoid())
    case .hardSwish: self = .hardSwish(HardSwish())
    case .add: self = .add(Add(constant: try reader.constant()))
    case .subtract: self = .subtract(Subtract(constant: try reader.constant()))
    case .multiply: self = .multiply(Multiply(constant: try reader.constant()))
    case .concatenate:
      // Files from before there was a choice say nothing.
      let name = reader.value["axis"] == nil ? "channels" : try reader.string("axis")
      guard let axis = Concatenate.Axis(rawValue: name) else {
        throw reader.refuse(
          "axis", needed: Concatenate.Axis.allCases.map(\.rawValue).joined(separator: " or "))
      }
      self = .concatenate(Concatenate(axis: axis))
    case .pad:
      let border = try reader.integers("border", count: 4)
      self = .pad(
        Pad(
          border: ResolvedPadding(top: border[0], bottom: border[1], left: border[2], right: border[3]),
          channelsBefore: try reader.integer("channelsBefore"),
          channelsAfter: try reader.integer("channelsAfter")))
    case .flatten: self = .flatten(Flatten())
    case .reshape:
      self = .reshape(Reshape(shape: try reader.shape()))
    case .dropout: self = .dropout(Dropout(rate: try reader.real("rate")))
    case .softmax: self = .softmax(Softmax())
    case .slice:
      let begin = try reader.integers("begin")
      let count = try reader.integers("count", count: begin.count)
      let stride = try reader.integers("stride", count: begin.count)
      self = .slice(
        Slice(
          axes: begin.indices.map { Slice.Axis(begin: begin[$0], count: count[$0], stride: stride[$0]) }))
    case .transpose: self = .transpose(Transpose(order: try reader.integers("order")))
    case .resizeNearest: self = .resizeNearest(ResizeNearest(try reader.resampling()))
    case .resizeBilinear: self = .resizeBilinear(ResizeBilinear(try reader.resampling()))
    case .transposedConvolution:
      let padding = try reader.integers("padding", count: 4)
      self = .transposedConvolution(
        TransposedConvolution(
          inputChannels: try reader.integer("inputChannels"),
          outputChannels: try reader.integer("outputChannels"), kernel: try reader.size("kernel"),
          stride: try reader.size("stride"),
          padding: ResolvedPadding(
            top: padding[0], bottom: padding[1], left: padding[2], right: padding[3]),
          outputPadding: try reader.size("outputPadding"), hasBias: try reader.bool("bias")))
    }
  }
}

extension JSONObjectReader {
  fileprivate func shape() throws(GraphFormatError) -> Shape {
    let extents = try integers("shape")
    let fits = extents.reduce(1.0) { $0 * Double($1) } <= Double(Int32.max)
    guard fits else { throw refuse("shape", needed: "a shape of at most 2³¹ elements") }
    return Shape(extents)
  }

  /// The constant operand of an element-wise operator; nil where both are values.
  fileprivate func constant() throws(GraphFormatError) -> ConstantOperand? {
    guard value["constant"] != nil else { return nil }
    let constant = try object("constant")
    return ConstantOperand(shape: try constant.shape(), isFirst: try constant.bool("first"))
  }

  fileprivate func window() throws(GraphFormatError) -> Window {
    let window = try object("window")
    return Window(
      kernel: try window.size("kernel"), stride: try window.size("stride"),
      dilation: try window.size("dilation"), padding: try window.padding())
  }

  fileprivate func resampling() throws(GraphFormatError) -> Resampling {
    Resampling(
      size: try size("size"), alignsCorners: try bool("alignCorners"),
      usesHalfPixelCenters: try bool("halfPixelCenters"))
  }

  fileprivate func size(_ key: String) throws(GraphFormatError) -> Size {
    let extents = try integers(key, count: 2)
    return Size(height: extents[0], width: extents[1])
  }

  private func padding() throws(GraphFormatError) -> Padding {
    switch try any("padding") {
    case .string("valid"): return .valid
    case .string("same"): return .same
    case _:
      let sides = try integers("padding", count: 4)
      return .explicit(top: sides[0], bottom: sides[1], left: sides[2], right: sides[3])
    }
  }
}
