import ApusEngine
import ApusExporter
import ApusGraph
import ApusRunner

/// Why a graph cannot be folded, pruned or quantized.
public enum CompressionError: Error, Sendable, CustomStringConvertible {
  /// The graph is not one that can be executed.
  case graph(GraphError)
  /// The engine refused the graph.
  case engine(EngineError)
  /// A batch normalization's running variance is negative or not a number.
  case variance(node: String, channel: Int)
  /// A parameter is infinite or not a number.
  case parameter(name: String)
  /// A node's value became infinite or not a number on the given images.
  case value(node: String)
  /// A layer's weights, biases and values lie so many orders of magnitude apart that int8 cannot compute it.
  case magnitudes(node: String)
  /// Values that must share one scale cannot, because softmax fixes the scale of one of them.
  case scales(String)
  /// There are no images to calibrate with or to score by.
  case noImages
  /// The images have another extent than the graph's input.
  case images(expected: Shape, found: Shape)
  /// The network takes several inputs, and images are only one.
  case severalInputs([String])
  /// There are not as many numbers for an input as all runs together take.
  case samples(input: String, expected: Int, found: Int)
  /// The images have no labels, which Taylor scores need.
  case noLabels
  /// A label names no output of the graph.
  case label(Int, outputs: Int)
  /// The quantized graph to compare was not made from the float graph given.
  case unrelated
  /// A calibrator's name, or the number behind it, is unknown.
  case calibrator(String)
  /// A share of channels or multiply-accumulates to keep lies outside of `0 < ratio ≤ 1`.
  case keepRatio(Double)
  /// A pattern of layer names matches no layer whose channels can be removed.
  case pattern(String)
  /// The budget lies below what is left when every prunable layer is down to its smallest.
  case budget(Budget.Quantity, wanted: Int, smallest: Int)
  /// The quantized graph cannot become a model, which is needed for executing it.
  case export(ExporterError)
  /// The quantized model cannot be run.
  case runtime(RunnerError)
  /// The recovery step that the caller supplied failed.
  case recovery(any Error)

  /// One sentence.
  public var description: String {
    switch self {
    case .graph(let error): "\(error)"
    case .engine(let error): "\(error)"
    case .variance(let node, let channel):
      "the running variance of \(node) is negative or not a number in channel \(channel)"
    case .parameter(let name): "the parameter \(name) holds a value that is infinite or not a number"
    case .value(let node): "the value of \(node) became infinite or not a number on the given images"
    case .magnitudes(let node):
      "the weights, biases and values of \(node) lie so many orders of magnitude apart that int8 cannot compute it"
    case .scales(let names): "no one scale can serve \(names): softmax and sigmoid fix their own"
    case .noImages: "there are no images to calibrate with"
    case .images(let expected, let found):
      "the images are \(found), but the network takes \(expected)"
    case .severalInputs(let names):
      "the network takes several inputs (\(names.joined(separator: ", "))), but images are only one"
    case .samples(let input, let expected, let found):
      "there are \(found) numbers for the input \(input), where all runs take \(expected)"
    case .noLabels: "the images have no labels, which Taylor scores need"
    case .label(let label, let outputs): "the label \(label) does not fit the network's \(outputs) outputs"
    case .unrelated: "the quantized network was not made from this float network: their nodes differ"
    case .calibrator(let name):
      "there is no calibrator \(name); there are \(Calibrator.names.joined(separator: ", "))"
    case .keepRatio(let ratio): "cannot keep a share of \(ratio); it must be above 0 and at most 1"
    case .pattern(let pattern): "no layer with removable channels matches \(pattern)"
    case .budget(let quantity, let wanted, let smallest):
      "cannot prune to \(wanted) \(quantity.rawValue): the smallest that is left is \(smallest)"
    case .export(let error): "the quantized network cannot become a model: \(error)"
    case .runtime(let error): "the quantized network cannot be run: \(error)"
    case .recovery(let error): "recovery after pruning failed: \(error)"
    }
  }
}
