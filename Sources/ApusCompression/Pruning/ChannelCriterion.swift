import ApusGraph

/// How much a channel matters. Both measures are taken on the folded graph, so that a normalization's scale
/// counts, and are zero exactly for channels that are zero for every input.
public enum ChannelCriterion: Sendable {
  /// The sum of the magnitudes of a channel's weights and bias (Li et al. 2017).
  case l1Norm
  /// The first-order estimate of how much the loss on these images changes if the channel is removed
  /// (Molchanov et al. 2017 and 2019): the magnitude of `Σ parameter · gradient`, which equals
  /// `Σ activation · gradient` over the channel, averaged over small batches.
  case taylor(CalibrationImages)

  /// The raw score of each output channel of each layer with weights.
  package func scores(of graph: Graph) throws(CompressionError) -> [String: [Double]] {
    let folded = try graph.folded()
    switch self {
    case .l1Norm: return Self.l1Norms(of: folded)
    case .taylor(let images): return try TaylorScores(folded, images: images).scores()
    }
  }

  private static func l1Norms(of folded: Graph) -> [String: [Double]] {
    var scores: [String: [Double]] = [:]
    for node in folded.nodes {
      guard let channels = node.operation.weighted?.outputChannels else { continue }
      scores[node.name] = node.channelSums(channels) { name in
        let values = folded.parameters[name]!.values
        return { abs(Double(values[$0])) }
      }
    }
    return scores
  }
}

extension Node {
  /// Sums a quantity over all parameters of each output channel.
  /// - Parameter quantity: for the full name of a parameter, the quantity by position.
  func channelSums(_ channels: Int, of quantity: (_ name: String) -> (_ position: Int) -> Double) -> [Double]
  {
    var sums = Array(repeating: 0.0, count: channels)
    for specification in operation.body.parameters {
      let quantity = quantity(parameterName(specification))
      for position in 0..<specification.count {
        sums[specification.outputChannel(at: position)] += quantity(position)
      }
    }
    return sums
  }
}

extension ChannelDependencies {
  /// One score for each unit from the scores of layers' channels: each layer's are divided by their sum, so
  /// that layers compare, then added up over a unit's members. Members without weights add nothing.
  func unitScores(_ scores: [String: [Double]], isNormalized: Bool) -> [Double] {
    let divisors = scores.mapValues { channels in
      let sum = channels.reduce(0, +)
      return isNormalized && sum > 0 ? sum : 1
    }
    return members.map { members in
      members.reduce(0) { total, member in
        guard let layer = scores[member.layer] else { return total }
        return total + layer[member.channel] / divisors[member.layer]!
      }
    }
  }
}
