import ApusGraph

/// A value that the network computes, or is given.
struct TFLiteValue: Hashable {
  /// Its number among the importer's values.
  var number: Int
  /// Its extents in the file, of any rank and with the batch. The graph's are `Shape(holding:)`.
  var extents: [Int]
}

/// What a tensor holds, as far as operators have been walked.
enum TFLiteContent {
  /// Elements that are known.
  case constant(TFLiteConstant)
  /// A value of the graph.
  case value(TFLiteValue)
  /// What refers to a variable of a name.
  case variable(String)
  /// Copies of a feature map that lie one after the other as samples, waiting for what puts them together again.
  case batches(TFLiteBatches)
  /// What an operator makes that is not supported.
  case unknown
}

/// Where a value of the graph is from.
enum TFLiteSource: Hashable {
  /// The network's input of a number.
  case input(Int)
  /// The state of a number.
  case state(Int)
  /// The step of a number.
  case node(Int)
}

/// A value of the graph that steps take.
struct TFLiteGraphValue {
  var source: TFLiteSource
  var shape: Shape
  /// The tensor whose quantization it has; that of an input that is quantized later is not known at once.
  var tensor: TFLiteTensor
  /// Whether its elements are whole numbers that stand for themselves, in an int8 network.
  var isIndex = false
}

extension Shape {
  /// The shape that a graph has for a value of any rank: without the batch, which is 1, and with as many outer axes taken as
  /// one as it takes to have three. The order of the elements is the same.
  init(holding extents: [Int]) {
    var dimensions = extents
    if dimensions.count > 1, dimensions[0] == 1 { dimensions.removeFirst() }
    while dimensions.count > 3 { dimensions.replaceSubrange(0..<2, with: [dimensions[0] * dimensions[1]]) }
    self.init(dimensions.isEmpty ? [1] : dimensions)
  }

  /// The shape with leading extents of 1 up to three dimensions.
  var asFeatureMap: Shape { Shape(Array(repeating: 1, count: max(0, 3 - rank)) + dimensions) }
}
