import Foundation

extension Histogram {
  /// The range whose quantized distribution diverges least from the distribution seen (Migacz 2017).
  ///
  /// The published method shrinks a range that is symmetric about zero. Here the range has two ends, so each
  /// is moved in turn while the other stays, until neither moves; with values on one side of zero only, this
  /// is the published method over that side. Two things that it leaves out would make it clip far too much
  /// on small calibration sets and on images with empty backgrounds: see `withoutAtoms` and `divergence`.
  func entropyRange(levels: Int) -> ClosedRange<Double> {
    guard counts.count > levels else { return range }
    let counts = withoutAtoms()
    let zero = Int((-range.lowerBound / binWidth).rounded())
    var first = 0
    var last = counts.count
    for _ in 0..<4 {
      let before = (first, last)
      if zero < counts.count {
        last =
          bestEnd(counts, max(zero + 1, first + levels)...counts.count, levels: levels) { first..<$0 } ?? last
      }
      if zero > 0, last > levels {
        first = bestEnd(counts, 0...min(zero - 1, last - levels), levels: levels) { $0..<last } ?? first
      }
      if before == (first, last) { break }
    }
    let lower = first == 0 ? range.lowerBound : range.lowerBound + Double(first) * binWidth
    let upper = last == counts.count ? range.upperBound : range.lowerBound + Double(last) * binWidth
    return min(lower, 0)...max(upper, 0)
  }

  /// The end, out of some, with the least divergence; the widest range wins a tie.
  private func bestEnd(
    _ counts: [Int], _ ends: ClosedRange<Int>, levels: Int, _ bins: (Int) -> Range<Int>
  ) -> Int? {
    var best: (divergence: Double, width: Int, end: Int)?
    for end in ends {
      let candidate = bins(end)
      let divergence = Self.divergence(counts, candidate, levels: levels)
      if let best, (divergence, -candidate.count) >= (best.divergence, -best.width) { continue }
      best = (divergence, candidate.count, end)
    }
    return best?.end
  }

  /// The counts with each bin that towers over its neighbors brought down to their height. Such a bin is
  /// one value that occurs again and again, as an empty background makes it: one integer will stand for it
  /// whatever the range, but spreading it over its neighbors would look like a great loss.
  private func withoutAtoms() -> [Int] {
    counts.indices.map { bin in
      let neighbors = max(bin - 2, 0)..<min(bin + 3, counts.count)
      let highest = neighbors.reduce(0) { $1 == bin ? $0 : max($0, counts[$1]) }
      return counts[bin] > 4 * max(highest, 1) ? highest : counts[bin]
    }
  }

  /// The Kullback–Leibler divergence of the distribution quantized within some bins from the distribution
  /// clipped to them.
  ///
  /// `P` are the bins' counts, what lies outside added to the outermost ones. `Q` merges the bins into
  /// `levels` runs and spreads each run's count evenly over its bins that are not empty. An empty `Q` where
  /// `P` has mass is smoothed by a small constant, as in the implementations of the method. Counts scatter,
  /// which on its own makes the `b` occupied bins of a run differ from their mean by `(b − 1) / 2n` in the
  /// sum; that is taken off (Miller 1955).
  private static func divergence(_ counts: [Int], _ bins: Range<Int>, levels: Int) -> Double {
    let below = counts[..<bins.lowerBound].reduce(0, +)
    let above = counts[bins.upperBound...].reduce(0, +)
    let inside = counts[bins].reduce(0, +)
    guard inside > 0 else { return .infinity }
    let total = Double(below + inside + above)
    let smallest = 1e-9
    let runs = min(levels, bins.count)
    var divergence = 0.0
    for level in 0..<runs {
      let start = bins.lowerBound + level * bins.count / runs
      let end = bins.lowerBound + (level + 1) * bins.count / runs
      var sum = 0
      var occupied = 0
      for bin in start..<end where counts[bin] > 0 {
        sum += counts[bin]
        occupied += 1
      }
      let share = occupied == 0 ? 0 : Double(sum) / Double(occupied) / Double(inside)
      if occupied > 1 { divergence -= Double(occupied - 1) / (2 * total) }
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
