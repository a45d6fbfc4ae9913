import ApusFiles
import ApusGraph

/// Networks as `.safetensors` files. The tensors are the parameters under PyTorch's names, in this kit's
/// layouts (convolutions `[output, height, width, input]`); any safetensors reader can list them. The
/// metadata entry `apus.graph` is the graph as JSON, so that one file is all there is to a network:
///
///     {"version": 2, "name": "lenet5",
///      "inputs": [{"name": "input", "shape": [28, 28, 1],
///                  "preprocessing": {"style": "digit", "fit": "crop", "channelOrder": "rgb",
///                                    "offset": [33.0], "divisor": [79.0]}}],
///      "outputs": [{"name": "output", "node": "fc3", "meaning": "logits", "classes": ["0", …],
///                   "temperature": 1.0, "unknown": null}],
///      "states": [],
///      "nodes": [{"name": "conv1", "operation": "convolution", "inputs": ["input"],
///                 "inputChannels": 1, "outputChannels": 6,
///                 "window": {"kernel": [5, 5], "stride": [1, 1], "dilation": [1, 1], "padding": "same"},
///                 "groups": 1, "bias": true}, …]}
///
/// An input that takes no images has the preprocessing `null`. `meaning` is a case of `OutputMeaning`; `unknown` is
/// `{"output": index}`, `{"margin": …}` or `{"energy": …}`. A state is `{"name": …, "shape": […], "initial": […],
/// "update": "node"}`. Version 1, which is still read, has in their place `"input": {"shape": …, "style": …,
/// "offset": …, "divisor": …}` and `"classes"`; the last node's value is the output.
///
/// `padding` is `"same"`, `"valid"` or `[top, bottom, left, right]`. `add`, `subtract` and `multiply` have
/// `"constant": {"shape": […], "first": false}` where an operand is the parameter `operand`.
public enum GraphFile {
  /// The metadata entry that holds the graph.
  public static let metadataKey = "apus.graph"
  /// The metadata entry that says what the weights were trained on, where that is known (`TrainingRecord`): an array of
  /// `{"start": "random", "images": 60000, "validation": 0.1, "seed": "0", "fingerprint": "…"}`.
  public static let trainingsKey = "apus.trainings"
  /// The version of the graph's JSON.
  public static let version = 2

  /// The network in a file.
  /// - Parameters:
  ///   - path: the file.
  ///   - limits: by how much the limits of what a network may need are raised.
  /// - Throws: `InterchangeError`, naming the file. What is returned has passed `Graph.validate()` and has
  ///   finite parameters.
  public static func read(path: String, limits: Limits = .standard) throws(InterchangeError) -> Graph {
    let file = try Safetensors(path: path, limits: limits)
    do throws(GraphFormatError) {
      return try graph(from: file, limits: limits)
    } catch {
      throw .graph(path: path, error)
    }
  }

  /// Writes a network, whole or not at all. Equal networks give equal bytes.
  /// - Throws: `InterchangeError`, naming the file; also for a network that could not be read back.
  public static func write(_ graph: Graph, to path: String) throws(InterchangeError) {
    let file: Safetensors
    do throws(GraphFormatError) {
      file = try safetensors(of: graph)
    } catch {
      throw .graph(path: path, error)
    }
    try file.write(to: path)
  }

  /// The network that tensors and metadata describe.
  /// - Parameters:
  ///   - file: the tensors and metadata.
  ///   - limits: by how much the limits of what a network may need are raised.
  public static func graph(
    from file: Safetensors, limits: Limits = .standard
  ) throws(GraphFormatError) -> Graph {
    guard let text = file.metadata[metadataKey] else { throw .noGraph }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONParser.parse(Array(text.utf8))
    } catch {
      throw .json(error)
    }
    var graph = try Graph(json: json, limits: limits)
    graph.parameters = file.tensors
    graph.trainings = file.metadata[trainingsKey].map { [TrainingRecord](text: $0) } ?? []
    try check(graph)
    let byteCount = file.tensors.values.reduce(text.utf8.count) { $0 + 4 * $1.count }
    let refusal: String?
    do throws(GraphError) {
      refusal = try WorkLimits.refusal(of: graph, byteCount: byteCount, limits: limits)
    } catch {
      throw .graph(error)
    }
    if let refusal { throw .tooMuch(refusal) }
    return graph
  }

  /// The tensors and metadata that describe a network.
  public static func safetensors(of graph: Graph) throws(GraphFormatError) -> Safetensors {
    try check(graph)
    var metadata = [metadataKey: graph.json.text, "format": "pt"]
    if !graph.trainings.isEmpty { metadata[trainingsKey] = graph.trainings.text }
    return Safetensors(metadata: metadata, tensors: graph.parameters)
  }

  private static func check(_ graph: Graph) throws(GraphFormatError) {
    do throws(GraphError) { try graph.validate() } catch { throw .graph(error) }
    for (name, tensor) in graph.parameters.sorted(by: { $0.key < $1.key })
    where !tensor.values.allSatisfy(\.isFinite) {
      throw .notFinite(parameter: name)
    }
  }
}
