import ApusGraph

/// The affine map of every value of a graph.
struct ActivationScales {
  private var maps: [String: QuantizationParameters] = [:]

  /// - Parameters:
  ///   - ties: which values share a map.
  ///   - statistics: the distributions of all exposed values, and the logits.
  ///   - calibrator: chooses ranges.
  ///   - logits: the values whose ranges preserve decisions.
  ///   - graph: for the inputs' preprocessing.
  /// - Throws: `scales` where a value tied to a softmax's or sigmoid's output does not fit in its map.
  init(
    _ ties: ScaleTies, statistics: ActivationStatistics, calibrator: Calibrator, logits: Set<String>,
    graph: Graph
  ) throws(CompressionError) {
    for tied in ties.classes {
      /// The range of some of the tied values, 0 among it.
      func span(of names: [String]) -> ClosedRange<Double> {
        names.reduce(0.0...0.0) { range, name in
          let histogram = statistics.histograms[name]!
          let own: ClosedRange<Double>
          if let values = statistics.outputs[name], logits.contains(name) {
            own = LogitRange(values, classes: values.count / statistics.runs, histogram: histogram).best()
          } else {
            own = calibrator.range(of: histogram)
          }
          return range.joined(with: own)
        }
      }
      let images = graph.imageInputs.filter { tied.members.contains($0.name) }
      let seen = tied.exposed.filter { name in !images.contains { $0.name == name } }
      let range = span(of: seen.filter { !tied.madeToFit.contains($0) })
      var map = QuantizationParameters(covering: range)
      if !images.isEmpty { map = Self.map(of: images, alsoCovering: range) }
      if let coarsest = tied.fixed.first {
        map = coarsest
        if tied.fixed.count > 1 {
          // The finest steps that reach as far as what is seen.
          let whole = range.joined(with: span(of: seen.filter(tied.madeToFit.contains)))
          map = tied.fixed.last { $0.range.holds(whole) } ?? coarsest
        }
        // A probability of 1 is one step beyond, to which it saturates.
        let largest = range.upperBound <= 1 ? min(range.upperBound, map.range.upperBound) : range.upperBound
        guard map.range.holds(min(range.lowerBound, largest)...largest) else {
          throw .scales(tied.members.joined(separator: ", "))
        }
      }
      for name in tied.members { maps[name] = map }
    }
  }

  /// Makes steps coarser that are finer than what operators can say, in the order in which values are made.
  /// - Parameters:
  ///   - nodes: the fused nodes of the graph.
  ///   - ties: which values share a map; those whose map is fixed stay.
  ///   - shapes: of all values.
  mutating func coarsen(_ nodes: [FusedNode], _ ties: ScaleTies, shapes: [String: Shape]) {
    var classes: [String: Int] = [:]
    for (index, tied) in ties.classes.enumerated() {
      for name in tied.members { classes[name] = index }
    }
    for node in nodes {
      guard let place = classes[node.name], ties.classes[place].fixed.isEmpty, let output = shapes[node.name]
      else { continue }
      let finest = node.operation.body.finestStep(
        for: node.inputs.map { maps[$0]!.scale }, shapes: node.inputs.map { shapes[$0]! }, output: output)
      guard finest.isNormal, maps[node.name]!.scale < finest else { continue }
      for name in ties.classes[place].members { maps[name]!.scale = finest }
    }
  }

  /// The map of a value.
  subscript(name: String) -> QuantizationParameters { maps[name]! }

  /// The map of inputs that are images: the exact one, `q = pixel − 128`, where the preprocessing of all has it and it also
  /// covers what is tied to them; otherwise one that covers all that pixels can become.
  private static func map(
    of images: [NetworkInput], alsoCovering range: ClosedRange<Double>
  ) -> QuantizationParameters {
    let exact = Set(images.map { $0.preprocessing?.exactQuantization })
    if exact.count == 1, case let exact?? = exact.first, exact.range.holds(range) { return exact }
    var range = range
    for input in images {
      guard let pixels = input.preprocessing?.pixelRange(channels: input.shape.channels) else { continue }
      range = min(pixels.lowerBound, range.lowerBound)...max(pixels.upperBound, range.upperBound)
    }
    return QuantizationParameters(covering: range)
  }
}

extension Graph {
  /// The inputs whose ranges follow from what pixels can become, whatever is seen of them.
  var imageInputs: [NetworkInput] { inputs.filter { $0.preprocessing != nil } }
}

extension ClosedRange<Double> {
  /// The smallest range that holds both.
  fileprivate func joined(with other: ClosedRange<Double>) -> ClosedRange<Double> {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }

  /// Whether another range lies inside, give or take half a step of 256.
  fileprivate func holds(_ other: ClosedRange<Double>) -> Bool {
    let slack = (upperBound - lowerBound) / 510
    return other.lowerBound >= lowerBound - slack && other.upperBound <= upperBound + slack
  }
}
