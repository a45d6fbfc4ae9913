import ApusGraph
import Foundation

/// Chooses the range of a classifier's logits by what quantizing them does to its answers.
///
/// A score far below the best one has a probability of nearly zero whatever it is exactly, so it may
/// saturate, and the 256 steps go to the scores between which the decision falls.
struct LogitRange {
  private let logits: [Float]
  private let classes: Int
  private let histogram: Histogram

  init(_ logits: [Float], histogram: Histogram, graph: Graph) {
    self.logits = logits
    self.histogram = histogram
    classes = max((try? graph.outputShape().channels) ?? 1, 1)
  }

  /// The range with the least cost among those that end at every sixteenth of the range seen, or beyond it
  /// by nothing.
  func best() -> ClosedRange<Double> {
    guard histogram.binWidth > 0, classes > 1 else { return histogram.range }
    var best = (cost: Double.infinity, range: histogram.range)
    let lower = histogram.range.lowerBound
    let upper = histogram.range.upperBound
    for high in 0..<8 {
      for low in 0..<16 {
        let range = lower * Double(16 - low) / 16...upper * Double(16 - high) / 16
        let cost = cost(of: QuantizationParameters(covering: range))
        if cost < best.cost { best = (cost, range) }
      }
    }
    return best.range
  }

  /// The mean Kullback–Leibler divergence of the probabilities after quantization from those before, plus
  /// the share of decisions that change (a tie goes to the lower class, as the runtime's argmax does).
  func cost(of map: QuantizationParameters) -> Double {
    let samples = logits.count / classes
    var divergence = 0.0
    var changed = 0
    for sample in 0..<samples {
      let row = logits[sample * classes..<(sample + 1) * classes].map { Double($0) }
      let quantized = row.map { map.real(map.quantized($0)) }
      let p = Self.logProbabilities(row)
      let q = Self.logProbabilities(quantized)
      for index in row.indices { divergence += exp(p[index]) * (p[index] - q[index]) }
      if row.firstIndex(of: row.max()!) != quantized.firstIndex(of: quantized.max()!) { changed += 1 }
    }
    return (divergence + Double(changed)) / Double(max(samples, 1))
  }

  private static func logProbabilities(_ logits: [Double]) -> [Double] {
    let largest = logits.max()!
    let sum = logits.reduce(0) { $0 + exp($1 - largest) }
    return logits.map { $0 - largest - log(sum) }
  }
}
