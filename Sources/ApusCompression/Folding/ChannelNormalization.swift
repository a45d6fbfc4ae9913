import ApusGraph

/// A normalization of the channels of each position, `x / √(mean(x²) + ε)`, as layer normalization has it behind its
/// subtraction and as root-mean-square normalization is: five nodes, from the squares to a product or a quotient.
///
/// Where `ε` is small beside the means it is `√n · x / |x|` of `n` channels. In int8 that is the more exact where means differ
/// much: the length is a sum of integers in 32 bits, while a mean of squares that is held in 8 bits has few left where it is
/// small, and its reciprocal root is large. Where means are alike, a product with the root has the finer steps.
struct ChannelNormalization {
  /// The node that makes the normalized value.
  let result: String
  /// The value that is normalized.
  let input: String
  /// The node whose value is the mean of squares.
  let mean: String
  /// What is added to the mean.
  let epsilon: Float
  /// How many channels a position has.
  let channels: Int

  /// The node that brings the channels to length 1, where one takes the place of the others.
  var unit: String { "\(result).unit" }

  /// The normalization that ends in a node; nil where none does.
  init?(endingIn node: Node, of graph: Graph, shapes: [String: Shape]) {
    let root: Function.Kind
    switch node.operation {
    case .multiply(let body) where body.constant == nil: root = .reciprocalSquareRoot
    case .divide(let body) where body.constant == nil: root = .squareRoot
    case _: return nil
    }
    guard let input = node.inputs.first, let shape = shapes[input], shape == shapes[node.name],
      let factor = graph.maker(of: node.inputs[1], function: root),
      let sum = graph.maker(of: factor.inputs[0]), case .add(let addition) = sum.operation,
      addition.constant != nil, let added = graph.parameters[sum.parameterName(.constant)]?.values,
      added.count == 1, added[0] > 0,
      let mean = graph.maker(of: sum.inputs[0]), case .reduce(let reduction) = mean.operation,
      reduction.kind == .mean, let reduced = shapes[mean.inputs[0]],
      reduction.axes == [reduced.rank - 1], reduced.channels == shape.channels, reduced.count == shape.count,
      let square = graph.maker(of: mean.inputs[0], function: .square),
      graph.source(of: square.inputs[0]) == graph.source(of: input)
    else { return nil }
    self.input = input
    result = node.name
    self.mean = mean.name
    epsilon = added[0]
    channels = shape.channels
  }
}

extension Graph {
  /// The normalizations of channels that are written as several nodes.
  func channelNormalizations() throws(CompressionError) -> [ChannelNormalization] {
    let shapes: [String: Shape]
    do { shapes = try self.shapes() } catch { throw .graph(error) }
    return nodes.compactMap { ChannelNormalization(endingIn: $0, of: self, shapes: shapes) }
  }

  /// The same function but for what is added to means, with vectors of length 1 in the place of some normalizations.
  func replacing(_ normalizations: [ChannelNormalization]) -> Graph {
    var result = self
    for normalization in normalizations {
      let place = result.nodes.firstIndex { $0.name == normalization.result }!
      let factor = ConstantOperand(shape: [1])
      result.nodes[place].operation = .multiply(Multiply(constant: factor))
      result.nodes[place].inputs = [normalization.unit]
      result.parameters[result.nodes[place].parameterName(.constant)] = Tensor(
        shape: [1], values: [Float(normalization.channels).squareRoot()])
      let unit = Node(
        name: normalization.unit, operation: .l2Normalization(L2Normalization()),
        inputs: [normalization.input])
      result.nodes.insert(unit, at: place)
    }
    if !normalizations.isEmpty { result.removeUnusedNodes() }
    return result
  }

  /// The node that makes a value, through what only views it; nil where an input or a state does.
  fileprivate func maker(of name: String) -> Node? { self[node: source(of: name)] }

  /// The node that makes a value, if it is a function.
  fileprivate func maker(of name: String, function kind: Function.Kind) -> Node? {
    guard let node = maker(of: name), case .function(let function) = node.operation, function.kind == kind
    else { return nil }
    return node
  }

  /// What a value is, if it is a view, or else the value.
  fileprivate func source(of name: String) -> String {
    var name = name
    while let node = self[node: name], node.operation.body.isView(whileTraining: false) {
      name = node.inputs[0]
    }
    return name
  }
}

/// How much noise, of the signal's power, int8 adds to a normalization, in either form.
private struct NormalizationNoise {
  private let normalization: ChannelNormalization
  private var largestMean = 0.0
  private var largestResult = 0.0
  /// Sums over positions of the squares of one by the mean, and of the error by leaving out what is added to it.
  private var reciprocals = 0.0
  private var omissions = 0.0
  private var count = 0.0

  init(_ normalization: ChannelNormalization) { self.normalization = normalization }

  mutating func add(means: UnsafeBufferPointer<Float>, results: UnsafeBufferPointer<Float>) {
    let epsilon = Double(normalization.epsilon)
    for mean in means {
      let mean = Double(mean)
      largestMean = max(largestMean, mean)
      reciprocals += 1 / ((mean + epsilon) * (mean + epsilon))
      let omission = 1 - (mean / (mean + epsilon)).squareRoot()
      omissions += omission * omission
      count += 1
    }
    for result in results { largestResult = max(largestResult, Double(abs(result))) }
  }

  /// Of a mean in steps of a 255th of the largest: what a step is off changes its root by half as much, but never by more than
  /// all.
  var ofMeans: Double {
    let step = largestMean / 255
    return min(1, step * step / 12 / 4 * reciprocals / max(count, 1))
  }

  /// Of vectors of length 1 in the finest steps that reach the largest of their elements, the mean of whose squares is one by
  /// how many there are.
  var ofUnitLengths: Double {
    let channels = Double(normalization.channels)
    let steps = L2Normalization.int8.outputs.map { Double($0.scale) }
    let step = steps.last { 127 * $0 * channels.squareRoot() >= largestResult } ?? steps[0]
    return step * step / 12 * channels + omissions / max(count, 1)
  }
}

extension Quantizer {
  /// The graph with vectors of length 1 in the place of those normalizations that lose less so.
  func withUnitLengths(
    _ graph: Graph, on source: any CalibrationSource
  ) throws(CompressionError) -> Graph {
    let found = try graph.channelNormalizations()
    guard !found.isEmpty else { return graph }
    var noises = found.map(NormalizationNoise.init)
    try FloatRunner(graph, on: source, batchSize: batchSize).forEachBatch {
      (batch) throws(CompressionError) in
      for (place, normalization) in found.enumerated() {
        noises[place].add(
          means: batch.value(of: normalization.mean), results: batch.value(of: normalization.result))
      }
    }
    return graph.replacing(
      zip(found, noises).filter { $1.ofUnitLengths < $1.ofMeans }.map(\.0))
  }
}
