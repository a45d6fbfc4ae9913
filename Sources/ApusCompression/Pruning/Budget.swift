import ApusGraph

/// How large a network may be, in arithmetic, in bytes, or both.
public struct Budget: Hashable, Sendable {
  /// What is limited.
  public enum Quantity: String, Hashable, Sendable {
    /// Multiply-accumulates for one sample.
    case multiplyAccumulates = "multiply-accumulates"
    /// Bytes of the int8 model's file.
    case bytes
  }

  /// The most multiply-accumulates for one sample, if limited.
  public var multiplyAccumulates: Int?
  /// The most bytes of the int8 model, if limited.
  public var bytes: Int?

  /// A budget; what is nil is not limited.
  public init(multiplyAccumulates: Int? = nil, bytes: Int? = nil) {
    self.multiplyAccumulates = multiplyAccumulates
    self.bytes = bytes
  }

  /// At most a share of a graph's multiply-accumulates, and possibly a limit in bytes.
  /// - Throws: `keepRatio` outside of `0 < keep ≤ 1`, `graph` for a graph whose shapes do not fit.
  public init(keeping keep: Double, of graph: Graph, bytes: Int? = nil) throws(CompressionError) {
    guard keep > 0, keep <= 1 else { throw .keepRatio(keep) }
    let cost = try NetworkCost(graph)
    self.init(multiplyAccumulates: Int(Double(cost.multiplyAccumulates) * keep), bytes: bytes)
  }
}

/// What a network costs: its arithmetic exactly, and its int8 file from above, within some bytes of padding
/// for each operator.
public struct NetworkCost: Hashable, Sendable {
  /// Multiply-accumulates for one sample.
  public var multiplyAccumulates: Int
  /// The most bytes that the int8 model's file takes.
  public var bytes: Int

  /// The cost of a graph.
  /// - Throws: `graph` or `variance` for a graph that is not sound.
  public init(_ graph: Graph) throws(CompressionError) {
    let folded = try graph.folded()
    let model = try CostModel(folded, dependencies: nil)
    multiplyAccumulates = model.multiplyAccumulates
    bytes = model.bytes + Self.overhead(of: folded)
  }

  init(multiplyAccumulates: Int, bytes: Int) {
    self.multiplyAccumulates = multiplyAccumulates
    self.bytes = bytes
  }

  /// The most bytes of an `.apus` file in the full form that are not a layer's constants: header, records, names, what
  /// pixels become, and alignment (see the format's description).
  static func overhead(of folded: Graph) -> Int {
    func text(_ string: String) -> Int { 1 + string.utf8.count }
    // An entry of the metadata has a tag, an index and a length.
    let entry = 2 + 5
    var bytes = 40 + 15 + entry + text(folded.name) + entry
    for input in folded.inputs {
      bytes += 24 + entry + text(input.name)
      guard let preprocessing = input.preprocessing else { continue }
      // Offsets and divisors, each for all channels or for each; then lines, or tables.
      bytes += entry + 6 + 16 * max(preprocessing.offset.count, preprocessing.divisor.count)
      if preprocessing.exactQuantization == nil { bytes += 256 * input.shape.channels }
    }
    for state in folded.states { bytes += 24 + 2 + 3 + state.shape.count + entry + text(state.name) }
    for output in folded.outputs {
      bytes += 16 + 2 * entry + text(output.name) + output.classNames.reduce(0) { $0 + text($1) }
      if output.unknownRule != nil { bytes += 3 + 512 }
    }
    for node in folded.fusedNodes() {
      bytes += 64 + text(node.name) + (node.operation.body.parameters.isEmpty ? 0 : 3)
    }
    return bytes
  }
}
