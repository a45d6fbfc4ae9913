import ApusFiles
import ApusGraph

/// Why a safetensors file does not hold a network. Each description continues a sentence that began with
/// the file.
public enum GraphFormatError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There are weights, but nothing says how they are connected.
  case noGraph
  /// The description of the graph is not JSON.
  case json(JSONError)
  /// The description is of a version that this kit does not know.
  case version(Int)
  /// An entry is missing.
  case missing(key: String, context: String)
  /// An entry is not of the form or within the range that is needed.
  case form(key: String, context: String, needed: String)
  /// A node is of an operator that this kit does not know.
  case unknownOperation(node: String, name: String)
  /// The parts do not fit together.
  case graph(GraphError)
  /// A parameter has a value that is infinite or not a number.
  case notFinite(parameter: String)
  /// The network needs more than its file justifies: how much, and what would allow it.
  case tooMuch(String)
  /// PyTorch's weights cannot be rearranged for this node.
  case notTransposable(node: String)

  /// One clause.
  public var description: String {
    switch self {
    case .noGraph:
      "holds weights but no network: the metadata \"\(GraphFile.metadataKey)\" that this kit writes is missing"
    case .json(let error): "is damaged: its graph \(error)"
    case .version(let version): "holds a graph of version \(version), newer than this kit knows"
    case .missing(let key, let context): "is damaged: \(context.printable) has no \"\(key)\""
    case .form(let key, let context, let needed):
      "is damaged: \"\(key)\" of \(context.printable) is not \(needed)"
    case .unknownOperation(let node, let name):
      "has the node \(node.printable) of unknown operation \"\(name.printable)\""
    case .graph(let error): "does not hold a sound network: \(error)"
    case .notFinite(let parameter): "has a value in \(parameter.printable) that is not a finite number"
    case .tooMuch(let what): "needs \(what)"
    case .notTransposable(let node):
      "has weights for \(node.printable) that cannot be rearranged from PyTorch's layout"
    }
  }
}
