import ApusGraph

/// Makes a network smaller by removing whole channels, so that what is left is an ordinary network that needs
/// no sparse kernels: fewer weights, less arithmetic, less memory.
public struct ChannelPruner: Sendable {
  /// The share of a layer's channels to keep.
  public struct LayerRatio: Hashable, Sendable {
    /// A layer's name, or a `NamePattern` of several.
    public var pattern: String
    /// The share of the channels to keep, above 0 and at most 1.
    public var keep: Double

    /// A ratio for the layers that match a pattern.
    public init(_ pattern: String, keep: Double) {
      self.pattern = pattern
      self.keep = keep
    }
  }

  /// How far to go.
  public enum Target: Hashable, Sendable {
    /// To a share of the channels of each layer. For layers that are tied together the first pattern that
    /// matches any of them counts; layers that no pattern matches keep all.
    case ratios([LayerRatio])
    /// Until the network fits, channels of all layers competing with each other: those go first that matter
    /// least for what their removal saves.
    case budget(Budget)

    /// The same share of the channels of every layer.
    public static func uniform(keep: Double) -> Target { .ratios([LayerRatio("*", keep: keep)]) }
  }

  /// How far to go.
  public var target: Target
  /// What decides which channels go.
  public var criterion: ChannelCriterion
  /// In how many steps, each followed by recovery and new scores. Sizes shrink by the same factor each time.
  public var rounds = 1
  /// The least output channels that a layer is left with.
  public var minimumChannels = 1
  /// Whether a layer's scores are divided by their sum before layers are compared.
  public var normalizesScores = true

  /// A pruner.
  public init(to target: Target, by criterion: ChannelCriterion) {
    self.target = target
    self.criterion = criterion
  }

  /// Prunes a graph.
  ///
  /// - Parameters:
  ///   - graph: a trained graph; batch normalizations may still be in it.
  ///   - recover: called after each round with the smaller graph, to train what was lost back into it. It
  ///     must leave the nodes as they are.
  /// - Returns: a valid graph of the same nodes with fewer channels.
  /// - Throws: `budget`, `keepRatio` or `pattern` for a target that cannot be met, before anything is
  ///   recovered; `recovery` with what the closure threw; `graph`, `variance`, `engine`, `noImages`, `images`
  ///   or `label` where the graph or the scoring images are not sound.
  public func prune(
    _ graph: Graph, recover: (inout Graph) throws -> Void = { _ in }
  ) throws(CompressionError) -> Graph {
    let selector = try ChannelSelector(target, for: graph, minimumChannels: minimumChannels)
    try selector.checkReachable(graph)
    var result = graph
    for round in 1...max(rounds, 1) {
      let progress = Double(round) / Double(max(rounds, 1))
      let dependencies = try ChannelDependencies(result)
      let scores = dependencies.unitScores(
        try criterion.scores(of: result), isNormalized: normalizesScores)
      result = try selector.removing(from: result, dependencies, scores: scores, progress: progress)
      do { try recover(&result) } catch { throw .recovery(error) }
    }
    do { try result.validate() } catch { throw .graph(error) }
    return result
  }
}
