import ApusGraph

/// The affine map of every value of a graph.
struct ActivationScales {
  private var maps: [String: QuantizationParameters] = [:]

  /// - Parameters:
  ///   - ties: which values share a map.
  ///   - statistics: the distributions of all exposed values, and the logits.
  ///   - calibrator: chooses ranges.
  ///   - logits: the value whose range preserves decisions, if any.
  ///   - graph: for the input's preprocessing.
  /// - Throws: `scales` where a value tied to a softmax's or sigmoid's output does not fit in its map.
  init(
    _ ties: ScaleTies, statistics: ActivationStatistics, calibrator: Calibrator, logits: String?, graph: Graph
  ) throws(CompressionError) {
    for tied in ties.classes {
      var range = 0.0...0.0
      for name in tied.exposed where name != graph.inputName {
        let own =
          name == logits
          ? LogitRange(statistics.outputs, histogram: statistics.histograms[name]!, graph: graph).best()
          : calibrator.range(of: statistics.histograms[name]!)
        range = min(range.lowerBound, own.lowerBound)...max(range.upperBound, own.upperBound)
      }
      var map = QuantizationParameters(covering: range)
      if tied.members[0] == graph.inputName {
        map = Self.input(of: graph, alsoCovering: range)
      }
      if let fixed = tied.fixed {
        map = fixed
        // A probability of 1 is one step beyond, to which it saturates.
        let largest = range.upperBound <= 1 ? min(range.upperBound, map.range.upperBound) : range.upperBound
        guard map.range.holds(min(range.lowerBound, largest)...largest) else {
          throw .scales(tied.members.joined(separator: ", "))
        }
      }
      for name in tied.members { maps[name] = map }
    }
  }

  /// The map of a value.
  subscript(name: String) -> QuantizationParameters { maps[name]! }

  /// The input's map: the exact one, `q = pixel − 128`, where preprocessing has it and it also covers what is
  /// tied to the input; otherwise one that covers all that pixels can become.
  private static func input(
    of graph: Graph, alsoCovering range: ClosedRange<Double>
  ) -> QuantizationParameters {
    if let exact = graph.preprocessing.exactQuantization, exact.range.holds(range) { return exact }
    let pixels = graph.preprocessing.pixelRange(channels: graph.inputShape.channels)
    return QuantizationParameters(
      covering: min(pixels.lowerBound, range.lowerBound)...max(pixels.upperBound, range.upperBound))
  }
}

extension ClosedRange<Double> {
  /// Whether another range lies inside, give or take half a step of 256.
  fileprivate func holds(_ other: ClosedRange<Double>) -> Bool {
    let slack = (upperBound - lowerBound) / 510
    return other.lowerBound >= lowerBound - slack && other.upperBound <= upperBound + slack
  }
}
