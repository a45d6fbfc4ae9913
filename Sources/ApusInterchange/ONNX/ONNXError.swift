import ApusFiles
import ApusGraph

/// Why a file is not an ONNX network that can be imported. Each description continues a sentence that began with the file.
public enum ONNXError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes are no message of ONNX with a graph.
  case notONNX
  /// Something refers to bytes that are not there.
  case outOfBounds(byte: Int, count: UInt64, length: Int)
  /// The parts contradict each other.
  case damaged(String)
  /// The network as a whole is of a form that is not supported.
  case unsupportedModel(String)
  /// All operators that are not supported, each with the reason, in the file's order.
  case unsupported([ONNXObstacle])
  /// Constants in another file, which is missing, too short, or not in the network's own folder.
  case external(String)
  /// The network needs more than its file justifies: how much, and what would allow it.
  case tooMuch(String)
  /// Another number of names than of classes.
  case classNames(names: Int, classes: Int)
  /// Names of classes for an output whose numbers stand for themselves.
  case namesForValues(names: Int)
  /// The parts do not make a sound network.
  case graph(GraphError)

  /// One clause.
  public var description: String {
    switch self {
    case .notONNX: "is not an .onnx file: it holds no graph with operators and outputs"
    case .outOfBounds(let byte, let count, let length):
      "is damaged: it refers to \(count) bytes at byte \(byte), but has \(length)"
    case .damaged(let what): "is damaged: \(what.printable)"
    case .unsupportedModel(let what): "\(what.printable), which is not supported"
    case .unsupported(let obstacles): ONNXObstacle.sentence(obstacles)
    case .external(let what): "keeps constants in another file: \(what.printable)"
    case .tooMuch(let what): "needs \(what)"
    case .classNames(let names, let classes): "has \(classes) classes, not \(names) as there are names"
    case .namesForValues(let names):
      "has an output of plain values, but \(names) names of classes; --meaning says what they stand for"
    case .graph(let error): "does not hold a sound network: \(error.description.printable)"
    }
  }
}

/// An operator that cannot be imported.
public struct ONNXObstacle: Hashable, Sendable {
  /// Which operator it is.
  public var site: ONNXSite
  /// What about it is not supported; empty where it is the operator itself.
  public var reason: String

  /// All obstacles of a file in one clause, those of one kind and reason counted.
  static func sentence(_ obstacles: [ONNXObstacle]) -> String {
    var counts: [(kind: String, reason: String, first: ONNXSite, count: Int)] = []
    for obstacle in obstacles {
      let found = counts.firstIndex { $0.kind == obstacle.site.kind && $0.reason == obstacle.reason }
      if let found {
        counts[found].count += 1
      } else {
        counts.append((obstacle.site.kind, obstacle.reason, obstacle.site, 1))
      }
    }
    let most = 12
    var parts = counts.prefix(most).map { entry in
      let reason = entry.reason.isEmpty ? "" : ": \(entry.reason.printable)"
      return entry.count == 1
        ? "\(entry.first)\(reason)" : "\(entry.kind.printable) (\(entry.count)\(reason))"
    }
    if counts.count > most { parts.append("\(counts.count - most) other kinds") }
    let operators = obstacles.count == 1 ? "1 operator that is" : "\(obstacles.count) operators that are"
    return "has \(operators) not supported: \(parts.joined(separator: "; "))"
  }
}
