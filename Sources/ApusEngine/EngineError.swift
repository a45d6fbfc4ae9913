import ApusGraph
import COneDNN

/// Why a graph cannot be executed.
public enum EngineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The graph itself is wrong.
  case graph(GraphError)
  /// The batch is empty, or its activations would not fit 32-bit indices.
  case batchSize(Int)
  /// oneDNN refused to do something for a node; the status is oneDNN's.
  case library(node: String, action: String, status: UInt32)
  /// The system does not give the memory that the graph takes, in bytes for one value or more.
  case outOfMemory(bytes: Int)
  /// A graph whose parameters are loaded or stored has others than the engine was made for.
  case parameters(String)

  /// One sentence.
  public var description: String {
    switch self {
    case .graph(let error): "the graph cannot be executed: \(error)"
    case .batchSize(let size): "a batch of \(size) samples is out of range"
    case .library(let node, let action, let status):
      "oneDNN could not \(action) for the node \(node): \(Self.reason(status))"
    case .outOfMemory(let bytes):
      "the system has no \(bytes >> 20) MiB of memory more for the network; a smaller batch takes less"
    case .parameters(let name): "the graph's parameter \(name) is not the one that the engine was made for"
    }
  }

  private static func reason(_ status: UInt32) -> String {
    switch dnnl_status_t(rawValue: status) {
    case dnnl_out_of_memory: "out of memory"
    case dnnl_invalid_arguments: "invalid arguments"
    case dnnl_unimplemented: "not implemented"
    case dnnl_runtime_error: "runtime error"
    case dnnl_not_required: "not required"
    default: "status \(status)"
    }
  }
}
