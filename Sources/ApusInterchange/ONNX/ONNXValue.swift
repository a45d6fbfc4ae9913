/// What a name of the file stands for while its operators are gone through.
enum ONNXValue {
  /// Numbers that are known now.
  case constant(ONNXArray)
  /// What a node of the graph makes, or an input of the network.
  case computed(ONNXFlow)
  /// What an operator makes that is not supported: what takes it is not looked at.
  case unknown

  /// The file's extents; nil of what is not known.
  var shape: [Int]? {
    switch self {
    case .constant(let array): array.shape
    case .computed(let flow): flow.shape
    case .unknown: nil
    }
  }
}

/// A value of the graph, as the file sees it: its own axes, the batch among them, over elements that lie channels last, or
/// in whatever order the operators before have left them.
struct ONNXFlow {
  /// The graph's node, or input.
  var node: String
  /// The file's axes, and where their elements lie.
  var layout: ElementLayout
  /// The axis of the samples of a file whose batch is fixed at more than one; its extent is 1.
  var batchAxis: Int?
  /// Whether rows and columns lie before channels because an operator on feature maps made it so.
  var isFeatureMap = false
  /// Whether the file has whole numbers here, true and false among them, which this kit holds as reals.
  var isWhole = false
  /// Whether the file has texts here, and this kit the places of classes that are called so.
  var isText = false

  /// The file's extents, with a batch of one.
  var shape: [Int] { layout.shape }
}
