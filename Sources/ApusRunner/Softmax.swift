#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Probabilities from logits: `exp(x) / Σ exp(x)`, the maximum subtracted first so that nothing overflows.
public func softmax(_ logits: [Float]) -> [Float] { probabilities(logits) }

/// The same of doubles, in which no logit of a model overflows.
func softmax(_ logits: [Double]) -> [Float] { probabilities(logits) }

private func probabilities<Logit: BinaryFloatingPoint>(_ logits: [Logit]) -> [Float] {
  guard let largest = logits.max() else { return [] }
  let powers = logits.map { exp(Double($0 - largest)) }
  let sum = powers.reduce(0, +)
  return powers.map { Float($0 / sum) }
}

/// The index of the largest score; of several, the first. 0 of nothing.
public func argmax<Scores: Collection>(_ scores: Scores) -> Int
where Scores.Element: Comparable, Scores.Index == Int {
  var best = scores.startIndex
  for index in scores.indices where scores[index] > scores[best] { best = index }
  return best - scores.startIndex
}
