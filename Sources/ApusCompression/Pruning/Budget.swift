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

  /// Bytes of an `.apus` file that are not a layer's constants: header, records, names, pixel table and
  /// alignment (see the format's description).
  static func overhead(of folded: Graph) -> Int {
    func text(_ string: String) -> Int { 1 + string.utf8.count }
    var bytes = 64 + 2 * 15 + text(folded.name) + folded.classNames.reduce(0) { $0 + text($1) }
    if folded.preprocessing.exactQuantization == nil { bytes += 256 * folded.inputShape.channels }
    for node in folded.fusedNodes() {
      bytes += 64 + text(node.name) + (node.operation.weighted == nil ? 0 : 15)
    }
    return bytes
  }
}
