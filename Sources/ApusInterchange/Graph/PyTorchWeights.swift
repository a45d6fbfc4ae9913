import ApusGraph

/// Weights in PyTorch's layouts, put into a graph or taken out of it.
///
/// PyTorch stores convolutions as `[output, input, height, width]` (transposed ones with the first two exchanged) and works on NCHW; here they are
/// `[output, height, width, input]` and NHWC. So convolutions are transposed, and where a dense layer follows
/// a flattened feature map, its columns are reordered from channels-first to channels-last.
public enum PyTorchWeights {
  /// Puts PyTorch's weights into a graph whose nodes are called as PyTorch's modules. The counters
  /// `num_batches_tracked` are ignored.
  /// - Throws: `GraphFormatError.graph` where a weight is missing, stray or of another shape;
  ///   `notFinite` or `notTransposable` naming the parameter or node.
  public static func importing(_ tensors: [String: Tensor], into graph: Graph) throws(GraphFormatError)
    -> Graph
  {
    var result = graph
    result.parameters = withOwnRecurrence(
      tensors.filter { !$0.key.hasSuffix(".num_batches_tracked") }, for: graph)
    for (name, layout) in try layouts(of: graph) {
      guard let tensor = tensors[name] else { throw .graph(.missingParameter(name)) }
      guard tensor.shape == layout.theirs else {
        throw .graph(.parameterShape(name, expected: layout.theirs, found: tensor.shape))
      }
      result.parameters[name] = layout.fromTheirs(tensor)
    }
    do throws(GraphError) { try result.validate() } catch { throw .graph(error) }
    for (name, tensor) in result.parameters where !tensor.values.allSatisfy(\.isFinite) {
      throw .notFinite(parameter: name)
    }
    return result
  }

  /// A graph's parameters in PyTorch's layouts, for `load_state_dict`.
  /// - Throws: `GraphFormatError.graph` for an unsound graph; `notTransposable` naming the node.
  public static func exporting(_ graph: Graph) throws(GraphFormatError) -> [String: Tensor] {
    do throws(GraphError) { try graph.validate() } catch { throw .graph(error) }
    var tensors = graph.parameters
    for (name, layout) in try layouts(of: graph) { tensors[name] = layout.toTheirs(tensors[name]!) }
    return withPyTorchRecurrence(tensors, of: graph)
  }

  /// The names of all weights of a graph with the extents that PyTorch has for them.
  /// - Precondition: the graph has sound shapes and is such that its weights can be laid out as PyTorch's.
  public static func extents(of graph: Graph) -> [String: [Int]] {
    var extents = Dictionary(
      uniqueKeysWithValues: graph.parameterList.map { ($0.name, $0.specification.shape) })
    for (name, layout) in (try? layouts(of: graph)) ?? [] { extents[name] = layout.theirs }
    return extents
  }

  /// The parameters whose layouts differ.
  private static func layouts(of graph: Graph) throws(GraphFormatError) -> [(String, WeightLayout)] {
    let shapes: [String: Shape]
    do throws(GraphError) { shapes = try graph.shapes() } catch { throw .graph(error) }
    // The feature map of which a vector is the flattened form, by the node that makes the vector.
    var flattened: [String: Shape] = [:]
    var layouts: [(String, WeightLayout)] = []
    for node in graph.nodes {
      let sources = node.inputs.map { flattened[$0] }
      let body = node.operation.body
      switch body.featureOrder {
      case .keeps: flattened[node.name] = sources[0]
      case .flattens:
        let input = shapes[node.inputs[0]]!
        flattened[node.name] = sources[0] ?? (input.height * input.width > 1 ? input : nil)
      case .permutesWeights:
        guard let weighted = node.operation.weighted else { throw .notTransposable(node: node.name) }
        if let layout = WeightLayout(weighted, flattened: sources[0]) {
          layouts.append((node.parameterName(.weight), layout))
        }
      case .needsItsOwn:
        // Parameters, indices and sums of single features would have to follow the other order as well.
        guard sources.allSatisfy({ $0 == nil }) else { throw .notTransposable(node: node.name) }
      case .dependsOnAxes:
        // Of a single position there are only channels, whatever the axes.
        let positions = (node.inputs.map { shapes[$0]! } + [shapes[node.name]!]).map {
          $0.count / $0.channels
        }
        guard sources.allSatisfy({ $0 == nil }), positions.allSatisfy({ $0 == 1 }) else {
          throw .notTransposable(node: node.name)
        }
      }
    }
    return layouts
  }
}

/// How one weight is laid out in PyTorch and here: the same four axes in two orders.
private struct WeightLayout {
  /// PyTorch's extents.
  var theirs: [Int]
  /// These extents.
  var ours: [Int]
  /// Extents of the axes in PyTorch's order.
  var axes: [Int]
  /// Position in PyTorch's order of each of the axes in this order.
  var order: [Int]

  /// The layout of an operator's weights; nil where both are the same.
  /// - Parameter map: the feature map of which the operator's input is the flattened form, if it is one.
  init?(_ body: any WeightedOperation, flattened map: Shape?) {
    let (own, foreign) = (type(of: body).weightAxes, type(of: body).pyTorchWeightAxes)
    ours = own.map(body.extent)
    theirs = foreign.map(body.extent)
    if let map {
      axes = [body.outputChannels, map.channels, map.height, map.width]
      order = [0, 2, 3, 1]
    } else {
      guard own != foreign else { return nil }
      axes = theirs
      // An axis that only PyTorch has is of extent 1: where it stands does not matter.
      order = (own + foreign.filter { !own.contains($0) }).map { foreign.firstIndex(of: $0)! }
    }
  }

  func fromTheirs(_ tensor: Tensor) -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(tensor.count)
    forEachOffset { values.append(tensor.values[$0]) }
    return Tensor(shape: ours, values: values)
  }

  func toTheirs(_ tensor: Tensor) -> Tensor {
    var values = [Float](repeating: 0, count: tensor.count)
    var index = 0
    forEachOffset { offset in
      values[offset] = tensor.values[index]
      index += 1
    }
    return Tensor(shape: theirs, values: values)
  }

  /// Calls with the offset in PyTorch's tensor of each element in this order.
  private func forEachOffset(_ body: (Int) -> Void) {
    let strides = [axes[1] * axes[2] * axes[3], axes[2] * axes[3], axes[3], 1]
    let (extents, steps) = (order.map { axes[$0] }, order.map { strides[$0] })
    for first in 0..<extents[0] {
      for second in 0..<extents[1] {
        for third in 0..<extents[2] {
          for fourth in 0..<extents[3] {
            body(first * steps[0] + second * steps[1] + third * steps[2] + fourth * steps[3])
          }
        }
      }
    }
  }
}
