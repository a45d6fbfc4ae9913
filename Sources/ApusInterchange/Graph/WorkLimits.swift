import ApusFiles
import ApusGraph

/// What a network may ask for, beside the size of the file that it is in: a few bytes can declare a window over millions of
/// elements, or convolutions of maps that no memory holds.
enum WorkLimits {
  /// Nodes of a network.
  static let nodes = 4_096
  /// Elements of all values together: this many, and `elementsPerByte` for each byte of the file.
  static let elements = 1 << 29
  static let elementsPerByte = 64
  /// Multiply-accumulates, or elements looked at, of one run: this many, which is seconds of one processor, and
  /// `stepsPerByte` for each byte of the file.
  static let steps = 1 << 34
  static let stepsPerByte = 4_096

  /// Why a network of some nodes is refused before they are looked at; nil if it is not.
  static func refusal(ofNodes count: Int, limits: Limits) -> String? {
    guard count > limits.raised(nodes) else { return nil }
    return limits.refusal(of: count, over: nodes, unit: "nodes")
  }

  /// Why a network is refused; nil if it is not.
  /// - Parameters:
  ///   - graph: the network; its parameters are not looked at.
  ///   - byteCount: how large its file is.
  ///   - limits: by how much the limits are raised.
  /// - Throws: what is wrong with its shapes.
  static func refusal(of graph: Graph, byteCount: Int, limits: Limits) throws(GraphError) -> String? {
    let work = try graph.work()
    func refusal(_ needed: Double, _ limit: Int, _ unit: String) -> String? {
      guard needed > Double(limits.raised(limit)) else { return nil }
      return limits.refusal(of: Int(min(needed, 0x1p62)), over: limit, unit: unit)
    }
    return refusal(work.elements, elements + elementsPerByte * byteCount, "elements for its values")
      ?? refusal(work.steps, steps + stepsPerByte * byteCount, "steps for a run")
  }
}
