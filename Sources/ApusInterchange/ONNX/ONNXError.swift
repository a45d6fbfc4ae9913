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
  case obstacles(Obstacles)
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
    case .obstacles(let obstacles): obstacles.description
    case .external(let what): "keeps constants in another file: \(what.printable)"
    case .tooMuch(let what): "needs \(what)"
    case .classNames(let names, let classes): "has \(classes) classes, not \(names) as there are names"
    case .namesForValues(let names):
      "has an output of plain values, but \(names) names of classes; --meaning says what they stand for"
    case .graph(let error): "does not hold a sound network: \(error.description.printable)"
    }
  }
}

extension ONNXError {
  /// An operator that is not supported, before it is known which.
  /// - Parameter what: what about it is not supported, as a noun: `several exponents`; empty where it is the operator itself.
  static func unsupported(_ what: String) -> ONNXError {
    var obstacles = Obstacles()
    obstacles.append(
      Obstacles.Obstacle(name: "", detail: what.isEmpty ? nil : "with \(what)", index: unknownPlace))
    return .obstacles(obstacles)
  }

  /// The error with the operator that it is about.
  func at(_ node: ONNXNode) -> ONNXError {
    guard case .obstacles(let obstacles) = self else { return self }
    var placed = Obstacles()
    for obstacle in obstacles.all {
      placed.append(obstacle.index == Self.unknownPlace ? node.obstacle(obstacle.detail) : obstacle)
    }
    return .obstacles(placed)
  }

  private static var unknownPlace: Int { -1 }
}
