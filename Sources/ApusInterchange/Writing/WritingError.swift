import ApusGraph

/// Why a network cannot be written in another program's format. Each description is a clause about the network.
public enum WritingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The parts do not make a sound network.
  case graph(GraphError)
  /// It keeps state from run to run, and which.
  case state(String, format: String)
  /// A value whose integers have more than 8 bits.
  case elements(String, format: String)
  /// Nodes that the format has no operators for: what each is, by its name.
  case operators(format: String, [Obstacle])
  /// More bytes than the format holds.
  case tooLarge(format: String)
  /// Weights cannot be brought into PyTorch's order.
  case weights(GraphFormatError)

  /// A node that the format cannot express.
  public struct Obstacle: Hashable, Sendable {
    /// The node's name.
    public var node: String
    /// What it computes: `averagePool with a padding of its own`.
    public var what: String
  }

  /// One clause.
  public var description: String {
    switch self {
    case .graph(let error): return "does not hold a sound network: \(error)"
    case .state(let name, let format):
      return "keeps the state \(name.printable), which \(format) files have no place for"
    case .elements(let name, let format):
      return "has integers of more than 8 bits (\(name.printable)), which are not written to \(format) files"
    case .operators(let format, let obstacles):
      let kinds = Dictionary(grouping: obstacles, by: \.what).sorted { $0.key < $1.key }
      let list = kinds.map { what, nodes in
        "\(what) (\(nodes.count > 1 ? "\(nodes.count): " : "")\(nodes[0].node.printable))"
      }
      return "has operators that \(format) has no equivalent of: \(list.joined(separator: "; "))"
    case .tooLarge(let format): return "is larger than \(format) files can be"
    case .weights(let error): return "\(error)"
    }
  }
}
