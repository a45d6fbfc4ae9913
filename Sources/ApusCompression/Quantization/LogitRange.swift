import ApusGraph
import Foundation

/// Chooses the range of a classifier's logits by what quantizing them does to its answers.
///
/// A score far below the best one has a probability of nearly zero whatever it is exactly, so it may
/// saturate, and the 256 steps go to the scores between which the decision falls.
struct LogitRange {
  private let logits: [Double]
  /// Their probabilities' logarithms.
  private let logProbabilities: [Double]
  private let probabilities: [Double]
  private let classes: Int
  private let histogram: Histogram

  /// - Parameters:
  ///   - logits: of all samples, a row of classes for each.
  ///   - classes: how many there are, at least one.
  ///   - histogram: of all of them.
  init(_ logits: [Float], classes: Int, histogram: Histogram) {
    self.histogram = histogram
    self.classes = classes
    self.logits = logits.map { Double($0) }
    var logProbabilities = self.logits
    logProbabilities.withUnsafeMutableBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: classes) {
        let row = UnsafeMutableBufferPointer(rebasing: values[start..<start + classes])
        row.becomeLogProbabilities()
      }
    }
    self.logProbabilities = logProbabilities
    probabilities = logProbabilities.map { exp($0) }
  }

  /// The range with the least cost among those that end at every sixteenth of the range seen, or beyond it
  /// by nothing.
  func best() -> ClosedRange<Double> {
    guard histogram.binWidth > 0, classes > 1 else { return histogram.range }
    let (lower, upper) = (histogram.range.lowerBound, histogram.range.upperBound)
    var candidates: [ClosedRange<Double>] = []
    for high in 0..<8 {
      for low in 0..<16 {
        candidates.append(lower * Double(16 - low) / 16...upper * Double(16 - high) / 16)
      }
    }
    let costs = Concurrent.map(candidates.count) {
      cost(of: QuantizationParameters(covering: candidates[$0]))
    }
    var best = (cost: Double.infinity, range: histogram.range)
    for (cost, range) in zip(costs, candidates) where cost < best.cost { best = (cost, range) }
    return best.range
  }

  /// The mean Kullback–Leibler divergence of the probabilities after quantization from those before, plus
  /// the share of decisions that change (a tie goes to the lower class, as the runtime's argmax does).
  func cost(of map: QuantizationParameters) -> Double {
    let samples = logits.count / classes
    var divergence = 0.0
    var changed = 0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: classes) { quantized in
      for start in stride(from: 0, to: samples * classes, by: classes) {
        var decision = (before: 0, after: 0)
        for index in 0..<classes {
          quantized.initializeElement(at: index, to: map.real(map.quantized(logits[start + index])))
          if logits[start + index] > logits[start + decision.before] { decision.before = index }
          if quantized[index] > quantized[decision.after] { decision.after = index }
        }
        if decision.before != decision.after { changed += 1 }
        quantized.becomeLogProbabilities()
        for index in 0..<classes {
          divergence += probabilities[start + index] * (logProbabilities[start + index] - quantized[index])
        }
      }
    }
    return (divergence + Double(changed)) / Double(max(samples, 1))
  }
}

extension UnsafeMutableBufferPointer<Double> {
  /// Replaces one sample's logits by the logarithms of its probabilities.
  fileprivate func becomeLogProbabilities() {
    let largest = self.max()!
    let logSum = log(reduce(0) { $0 + exp($1 - largest) })
    for index in indices { self[index] = self[index] - largest - logSum }
  }
}
