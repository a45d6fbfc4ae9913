import Foundation

extension Histogram {
  /// The range whose quantized distribution diverges least from the distribution seen (Migacz 2017).
  ///
  /// The published method shrinks a range that is symmetric about zero. Here the range has two ends, so each
  /// is moved in turn while the other stays, until neither moves; with values on one side of zero only, this
  /// is the published method over that side.
  func entropyRange(levels: Int) -> ClosedRange<Double> {
    guard counts.count > levels else { return range }
    let zero = Int((-range.lowerBound / binWidth).rounded())
    var first = 0
    var last = counts.count
    for _ in 0..<4 {
      let before = (first, last)
      if zero < counts.count {
        last = bestEnd(max(zero + 1, first + levels)...counts.count, levels: levels) { first..<$0 } ?? last
      }
      if zero > 0, last > levels {
        first = bestEnd(0...min(zero - 1, last - levels), levels: levels) { $0..<last } ?? first
      }
      if before == (first, last) { break }
    }
    let lower = first == 0 ? range.lowerBound : range.lowerBound + Double(first) * binWidth
    let upper = last == counts.count ? range.upperBound : range.lowerBound + Double(last) * binWidth
    return min(lower, 0)...max(upper, 0)
  }

  /// The end, out of some, with the least divergence; the widest range wins a tie.
  private func bestEnd(_ ends: ClosedRange<Int>, levels: Int, _ bins: (Int) -> Range<Int>) -> Int? {
    var best: (divergence: Double, width: Int, end: Int)?
    for end in ends {
      let candidate = bins(end)
      let divergence = divergence(candidate, levels: levels)
      if let best, (divergence, -candidate.count) >= (best.divergence, -best.width) { continue }
      best = (divergence, candidate.count, end)
    }
    return best?.end
  }

  /// The Kullback–Leibler divergence of the distribution quantized within some bins from the distribution
  /// clipped to them.
  ///
  /// `P` are the bins' counts, what lies outside added to the outermost ones. `Q` merges the bins into
  /// `levels` runs and spreads each run's count evenly over its bins that are not empty. An empty `Q` where
  /// `P` has mass is smoothed by a small constant, as in the implementations of the method.
  func divergence(_ bins: Range<Int>, levels: Int) -> Double {
    guard bins.count > 0 else { return .infinity }
    let below = counts[..<bins.lowerBound].reduce(0, +)
    let above = counts[bins.upperBound...].reduce(0, +)
    let inside = counts[bins].reduce(0, +)
    guard inside > 0 else { return .infinity }
    let total = Double(below + inside + above)
    let smallest = 1e-9
    var divergence = 0.0
    for level in 0..<min(levels, bins.count) {
      let runs = min(levels, bins.count)
      let start = bins.lowerBound + level * bins.count / runs
      let end = bins.lowerBound + (level + 1) * bins.count / runs
      var sum = 0
      var occupied = 0
      for bin in start..<end where counts[bin] > 0 {
        sum += counts[bin]
        occupied += 1
      }
      let share = occupied == 0 ? 0 : Double(sum) / Double(occupied) / Double(inside)
      for bin in start..<end {
        var count = counts[bin]
        let q = count > 0 ? share : 0
        if bin == bins.lowerBound { count += below }
        if bin == bins.upperBound - 1 { count += above }
        guard count > 0 else { continue }
        let p = Double(count) / total
        divergence += p * log(p / max(q, smallest))
      }
    }
    return divergence
  }
}
