import ApusGraph
import ApusInterchange

extension Zoo {
  /// A published network with weights in PyTorch's names and layouts, as `state_dict()` gives them.
  ///
  /// The number of classes is that of the weights. Names may all begin alike (`module.`, `model.`), counters of
  /// batches are left out, and a fully connected layer may come as a convolution of its whole input.
  /// - Parameters:
  ///   - architecture: which.
  ///   - weights: tensors by name.
  ///   - inputShape: `height × width × channels`; the one of the published weights unless given.
  /// - Throws: `weights` with all names that are missing, surplus or of another shape; `graph` for an input that is
  ///   too small; `format` for weights that are not finite.
  public static func published(
    _ architecture: Published, weights: [String: Tensor], inputShape: Shape? = nil
  ) throws(ZooError) -> Graph {
    let input = inputShape ?? architecture.defaultInputShape
    let weights = PublishedWeights(weights)
    guard input.rank == 3, input.dimensions.allSatisfy({ $0 > 0 && $0 <= 1 << 12 }) else {
      throw .graph(.input(input))
    }
    var best: (graph: Graph, mismatch: WeightMismatch)?
    do throws(GraphError) {
      for graph in try architecture.variants(input: input, classCount: weights.outputCount) {
        let mismatch = weights.mismatch(with: graph)
        if best.map({ mismatch.count < $0.mismatch.count }) ?? true { best = (graph, mismatch) }
      }
    } catch {
      throw .graph(error)
    }
    guard let (graph, mismatch) = best else { preconditionFailure("every architecture has a variant") }
    guard mismatch.count == 0 else { throw .weights(architecture, mismatch) }
    do throws(GraphFormatError) {
      return try PyTorchWeights.importing(weights.fitting(graph), into: graph)
    } catch {
      throw .format(error)
    }
  }
}

/// The names of weights that do not fit a network.
public struct WeightMismatch: Hashable, Sendable, CustomStringConvertible {
  /// Names that the network needs.
  public var missing: [String] = []
  /// Names that the network does not know.
  public var surplus: [String] = []
  /// Names whose tensors have other extents than the network needs.
  public var misshapen: [Misshapen] = []

  /// A name whose tensor has other extents than are needed.
  public struct Misshapen: Hashable, Sendable {
    /// The name.
    public var name: String
    /// PyTorch's extents for it.
    public var expected: [Int]
    /// The extents that there are.
    public var found: [Int]

    /// A name with both extents.
    public init(name: String, expected: [Int], found: [Int]) {
      self.name = name
      self.expected = expected
      self.found = found
    }
  }

  /// How many names there are.
  public var count: Int { missing.count + surplus.count + misshapen.count }

  /// The most names of a kind that are told.
  private static let told = 6

  /// All kinds, each with its first names.
  public var description: String {
    let shapes = misshapen.map { "\($0.name) \($0.found) in place of \($0.expected)" }
    let parts = [("missing", missing), ("not known", surplus), ("of another shape", shapes)]
    return parts.filter { !$0.1.isEmpty }.map { kind, names in
      let more = names.count > Self.told ? " and \(names.count - Self.told) more" : ""
      return "\(names.count) \(kind) (\(names.prefix(Self.told).joined(separator: ", "))\(more))"
    }.joined(separator: ", ")
  }
}

/// Weights in PyTorch's names, without what all names have in front and without counters of batches.
private struct PublishedWeights {
  private let tensors: [String: Tensor]

  init(_ tensors: [String: Tensor]) {
    var plain = tensors.filter { !$0.key.hasSuffix("num_batches_tracked") }
    for prefix in ["state_dict.", "module.", "model.", "net.", "backbone."]
    where !plain.isEmpty && plain.keys.allSatisfy({ $0.hasPrefix(prefix) }) {
      plain = Dictionary(
        uniqueKeysWithValues: plain.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }
    self.tensors = plain
  }

  /// How many outputs a layer's weights are for; 1,000 where there are none.
  func outputCount(_ layer: String) -> Int {
    let count = tensors["\(layer).weight"]?.shape.first ?? 0
    return (1...(1 << 16)).contains(count) ? count : 1000
  }

  /// What does not fit a network.
  func mismatch(with graph: Graph) -> WeightMismatch {
    let expected = PyTorchWeights.extents(of: graph)
    var result = WeightMismatch()
    for (name, extents) in expected.sorted(by: { $0.key < $1.key }) {
      guard let tensor = tensors[name] else {
        result.missing.append(name)
        continue
      }
      guard Self.isLike(tensor.shape, extents) else {
        result.misshapen.append(.init(name: name, expected: extents, found: tensor.shape))
        continue
      }
    }
    result.surplus = tensors.keys.filter { expected[$0] == nil }.sorted()
    return result
  }

  /// The tensors with a network's own extents.
  func fitting(_ graph: Graph) -> [String: Tensor] {
    let expected = PyTorchWeights.extents(of: graph)
    return Dictionary(
      uniqueKeysWithValues: tensors.map { name, tensor in
        (name, Tensor(shape: expected[name] ?? tensor.shape, values: tensor.values))
      })
  }

  /// Whether extents are those that are needed. A fully connected layer may come as a convolution of its whole input.
  private static func isLike(_ found: [Int], _ expected: [Int]) -> Bool {
    let isDense = expected.count == 2 && found.first == expected[0]
    return found == expected || isDense && found.dropFirst().reduce(1, *) == expected[1]
  }
}
