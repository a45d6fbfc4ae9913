import ApusGraph
import ApusInterchange
import Foundation

extension Zoo {
  /// A network with pretrained weights.
  public struct Pretrained: Sendable {
    /// The network; ready to be fine-tuned, and for its own classes to be used as it is.
    public var graph: Graph
    /// Full names of the parameters that do not fit the wanted input and so were drawn anew.
    public var fresh: [String]
  }

  /// The architectures whose weights ship with the kit.
  public static let pretrainedArchitectures: [Architecture] = [.leNet5, .resNet8]

  /// The network with the weights that ship with the kit.
  ///
  /// - Parameters:
  ///   - architecture: one of `pretrainedArchitectures`.
  ///   - inputShape: `height × width × channels`; the one it was pretrained for unless given. For another,
  ///     the parameters whose shapes depend on it are drawn anew.
  ///   - seed: for what is drawn anew.
  /// - Throws: `notPretrained`, `missing` where the files are not where the kit was built or installed,
  ///   `file` where one is damaged, `graph` for an input that is too small.
  public static func pretrained(
    _ architecture: Architecture, inputShape: Shape? = nil, seed: UInt64 = 0
  ) throws(ZooError) -> Pretrained {
    guard pretrainedArchitectures.contains(architecture) else { throw .notPretrained(architecture) }
    let path = try weightsPath(architecture)
    let trained: Graph
    do throws(InterchangeError) {
      trained = try GraphFile.read(path: path)
    } catch {
      throw .file(error)
    }
    guard let inputShape, inputShape != trained.inputShape else {
      return Pretrained(graph: trained, fresh: [])
    }
    var graph: Graph
    do throws(GraphError) {
      graph = try build(
        architecture, inputShape: inputShape, classes: trained.classNames.count, seed: seed)
    } catch {
      throw .graph(error)
    }
    graph.classNames = trained.classNames
    var fresh: [String] = []
    for (name, specification) in graph.parameterList {
      if let tensor = trained.parameters[name], tensor.shape == specification.shape {
        graph.parameters[name] = tensor
      } else {
        fresh.append(name)
      }
    }
    return Pretrained(graph: graph, fresh: fresh)
  }

  /// The network that training begins with: `pretrained` where its weights ship with the kit, and one with random
  /// weights, all of them `fresh`, otherwise.
  ///
  /// - Parameters:
  ///   - architecture: which.
  ///   - inputShape: `height × width × channels`; the architecture's own unless given.
  ///   - seed: for what is drawn anew.
  /// - Throws: `missing`, `file` or `graph`.
  public static func startingPoint(
    _ architecture: Architecture, inputShape: Shape? = nil, seed: UInt64 = 0
  ) throws(ZooError) -> Pretrained {
    guard !pretrainedArchitectures.contains(architecture) else {
      return try pretrained(architecture, inputShape: inputShape, seed: seed)
    }
    do throws(GraphError) {
      let graph = try build(architecture, inputShape: inputShape, seed: seed)
      return Pretrained(graph: graph, fresh: graph.parameterList.map(\.name))
    } catch {
      throw .graph(error)
    }
  }

  /// Where an architecture's weights are: `$APUS_WEIGHTS`, the package's resources beside the running
  /// program, or the package's sources.
  private static func weightsPath(_ architecture: Architecture) throws(ZooError) -> String {
    let name = "\(architecture.rawValue).safetensors"
    var folders: [URL] = []
    if let given = ProcessInfo.processInfo.environment["APUS_WEIGHTS"], !given.isEmpty {
      folders = [URL(fileURLWithPath: given)]
    } else {
      let program = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
      if let program { folders.append(program.appendingPathComponent("apus_ApusZoo.resources/Weights")) }
      folders.append(
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Weights"))
    }
    for folder in folders {
      let path = folder.appendingPathComponent(name).path
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    throw .missing(name: name, folders: folders.map(\.path))
  }
}
