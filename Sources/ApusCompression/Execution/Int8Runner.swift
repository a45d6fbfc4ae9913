import ApusExporter
import ApusFiles
import ApusGraph
import ApusRunner
import Foundation

/// A quantized graph in the runtime, one session for each core: the integers that a device will see.
struct Int8Runner {
  private let graph: QuantizedGraph
  /// The sessions; equal inputs give equal bytes in all of them.
  let models: [LoadedModel]
  /// For each node of the graph, the operator that makes its value.
  let operators: [Int]
  /// For each operator, the node whose value it makes; nil where lowering has put it in.
  private let nodes: [Int?]

  /// What all sessions' weights may take: 1 GiB.
  private static let mostBytes = 1 << 30

  /// A runner of a graph.
  /// - Parameter sessions: how many sessions are wanted, fewer where the weights are large; one for each core, unless
  ///   told otherwise.
  /// - Throws: `export` where the graph cannot become a model.
  init(
    _ graph: QuantizedGraph, sessions: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws(CompressionError) {
    self.graph = graph
    let bytes: [UInt8]
    do { bytes = try Exporter.export(graph.numbered) } catch { throw .export(error) }
    // Each session has its weights in the order of the kernels.
    let affordable = Self.mostBytes / bytes.count
    do throws(RunnerError) {
      let file = try ModelFile(bytes)
      var models: [LoadedModel] = []
      for _ in 0..<max(1, min(sessions, affordable)) {
        // What a person compresses here may be large; limits are for files from elsewhere.
        models.append(try LoadedModel(file, limits: Limits(factor: .max)))
      }
      self.models = models
    } catch {
      throw .runtime(error)
    }
    let model = models[0].model
    nodes = (0..<model.operatorCount).map { [models] in Int(models[0].operatorName($0)) }
    operators = graph.nodes.indices.map { [nodes] in nodes.firstIndex(of: $0)! }
  }

  /// A value that is shown.
  enum Shown {
    /// An input, by its place.
    case input(Int)
    /// A node's, by its place.
    case node(Int)
  }

  /// Executes the graph on a run's inputs and shows every value. The runs of a graph with states are to be executed in
  /// order.
  /// - Parameter observe: called with each input and each node that makes int8, and its integers.
  func run(_ source: any CalibrationSource, run: Int, observe: (Shown, UnsafeBufferPointer<Int8>) -> Void) {
    let loaded = models[0]
    if source.begins(run) { loaded.session.reset() }
    source.fill(loaded, of: graph, run: run)
    for index in graph.inputs.indices {
      observe(.input(index), UnsafeBufferPointer(loaded.session.input(index).integers))
    }
    loaded.session.run { record, value in
      if record.output.element == .int8, let node = nodes[record.index] { observe(.node(node), value) }
    }
  }
}

extension QuantizedGraph {
  /// The same network with each node called by its number, which fits a file however long a name is and cannot be
  /// mistaken for the name of an operator that lowering puts in (`3.rescale0`).
  fileprivate var numbered: QuantizedGraph {
    var result = self
    var numbers: [String: String] = [:]
    for (index, input) in inputs.enumerated() {
      result.inputs[index].name = "input\(index)"
      numbers[input.name] = result.inputs[index].name
    }
    for (index, state) in states.enumerated() {
      result.states[index].name = "state\(index)"
      numbers[state.name] = result.states[index].name
    }
    for (index, node) in nodes.enumerated() {
      numbers[node.name] = "\(index)"
      result.nodes[index].name = "\(index)"
      result.nodes[index].inputs = node.inputs.map { numbers[$0]! }
    }
    result.name = ""
    result.outputs = outputs.enumerated().map { index, output in
      QuantizedOutput(name: "output\(index)", node: numbers[output.node]!, meaning: output.meaning)
    }
    for (index, state) in states.enumerated() { result.states[index].update = numbers[state.update]! }
    return result
  }
}
