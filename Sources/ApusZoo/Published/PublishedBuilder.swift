import ApusGraph

/// Puts a published network together: layers with the conventions that it has throughout.
struct PublishedBuilder {
  /// How its modules are called.
  let names: PublishedNames
  /// How many classes there are, by the name of the layer that makes them.
  let classCount: (String) -> Int
  /// Added to variances.
  private let epsilon: Float
  /// Whether windows are padded as in TensorFlow.
  private let isPaddedAsTensorFlow: Bool
  private var builder: GraphBuilder

  init(
    _ architecture: Zoo.Published, names: PublishedNames, inputShape: Shape,
    classCount: @escaping (String) -> Int
  ) {
    self.names = names
    self.classCount = classCount
    isPaddedAsTensorFlow = architecture == .tensorFlowEfficientNetLite0
    let isLoose =
      isPaddedAsTensorFlow || architecture == .mobileNetV3Small && names == .torchvision
    epsilon = isLoose ? 1e-3 : 1e-5
    builder = GraphBuilder(
      name: architecture.rawValue, inputShape: inputShape,
      preprocessing: architecture.range.preprocessing(channels: inputShape.channels))
  }

  /// The network so far, without parameters.
  var graph: Graph { builder.graph }

  /// The node whose value the next one takes.
  var current: String {
    get { builder.current }
    set { builder.current = newValue }
  }

  func shape() throws(GraphError) -> Shape { try builder.shape() }

  mutating func add(_ name: String, _ operation: Operation, from inputs: [String]? = nil) {
    builder.add(name, operation, from: inputs)
  }

  /// Adds a convolution that keeps the extents at a stride of 1, unless `padding` says otherwise.
  mutating func convolution(
    _ name: String, channels: Int, kernel: Int, stride: Int = 1, padding: Int? = nil, hasBias: Bool = false
  ) throws(GraphError) {
    let body = Convolution(
      inputChannels: try shape().channels, outputChannels: channels,
      window: window(kernel, stride, padding), hasBias: hasBias)
    add(name, .convolution(body))
  }

  /// Adds a depthwise convolution.
  mutating func depthwise(_ name: String, kernel: Int, stride: Int) throws(GraphError) {
    let body = DepthwiseConvolution(
      channels: try shape().channels, window: window(kernel, stride, nil), hasBias: false)
    add(name, .depthwiseConvolution(body))
  }

  private func window(_ kernel: Int, _ stride: Int, _ padding: Int?) -> Window {
    let padding: Padding =
      isPaddedAsTensorFlow && padding == nil ? .same : .all(padding ?? (kernel - 1) / 2)
    return Window(kernel: Size(kernel), stride: Size(stride), padding: padding)
  }

  /// Adds a batch normalization and what follows it.
  mutating func normalization(_ name: String, then activation: Activation = .none) throws(GraphError) {
    let body = BatchNormalization(channels: try shape().channels, epsilon: epsilon)
    add(name, .batchNormalization(body))
    self.activation("\(name).act", activation)
  }

  /// What follows a layer.
  enum Activation {
    case none
    case relu
    case relu6
    case hardSwish
  }

  mutating func activation(_ name: String, _ activation: Activation) {
    switch activation {
    case .none: break
    case .relu: add(name, .relu(ReLU()))
    case .relu6: add(name, .relu6(ReLU6()))
    case .hardSwish: add(name, .hardSwish(HardSwish()))
    }
  }

  /// Adds a 3×3 max pool of stride 2.
  /// - Parameter roundsUp: whether a window that leaves the map on the right or below counts too (PyTorch's
  ///   `ceil_mode`).
  mutating func maxPool(_ name: String, padding: Int = 0, roundsUp: Bool = false) throws(GraphError) {
    let map = try shape()
    // A remainder of one row is left over by windows of 3 rows at steps of 2.
    let below = roundsUp && map.height > 2 ? (map.height - 1) % 2 : 0
    let right = roundsUp && map.width > 2 ? (map.width - 1) % 2 : 0
    let border = Padding.explicit(
      top: padding, bottom: padding + below, left: padding, right: padding + right)
    add(name, .maxPool(MaxPool(window: Window(kernel: Size(3), stride: Size(2), padding: border))))
  }

  /// Adds a map of a given side whatever the input's, as PyTorch's adaptive pooling does where one is a multiple of
  /// the other.
  mutating func adaptivePool(_ name: String, side: Int) throws(GraphError) {
    let map = try shape()
    if map.height == side, map.width == side { return }
    if map.height % side == 0, map.width % side == 0 {
      let size = Size(height: map.height / side, width: map.width / side)
      return add(name, .averagePool(AveragePool(window: Window(kernel: size, stride: size))))
    }
    guard side % map.height == 0, side % map.width == 0 else { throw .input(builder.graph.inputShape) }
    add(name, .resizeNearest(ResizeNearest(Resampling(size: Size(side)))))
  }

  /// Adds the mean over all positions.
  mutating func globalAverage(_ name: String) { add(name, .globalAveragePool(GlobalAveragePool())) }

  /// Adds a fully connected layer.
  mutating func dense(_ name: String, features: Int) throws(GraphError) {
    try builder.dense(name, features: features)
  }

  /// Adds the fully connected layer that makes the classes.
  mutating func head(_ name: String) throws(GraphError) { try dense(name, features: classCount(name)) }

  /// Adds dropout, which only training knows.
  mutating func dropout(_ name: String, rate: Float) { add(name, .dropout(Dropout(rate: rate))) }
}
